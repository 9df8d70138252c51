"""The processes of an installation as command lines: started by `kontor up`, measured by `kontor bench`."""

from __future__ import annotations

import sys
from typing import Final

WEB_WORKERS: Final = 2
WEB_THREADS: Final = 4


def web_command(
    port: int, *, host: str = "127.0.0.1", workers: int = WEB_WORKERS, threads: int = WEB_THREADS
) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "kontor.project.wsgi:application", "--interface", "wsgi", "--no-ws"),
        *("--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(threads)),
        # A thread's database connection lives as long as the thread, so idle threads are kept as long as possible.
        *("--blocking-threads-idle-timeout", "600"),
        *("--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "5"),
        *("--log-level", "warning"),
    ]


def worker_command() -> list[str]:
    return [sys.executable, "-m", "kontor", "worker", "--beat", "--concurrency", "2"]
