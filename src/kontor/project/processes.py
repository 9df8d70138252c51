"""The processes of an installation as command lines: started by `kontor up`, measured by `kontor bench`."""

from __future__ import annotations

import sys
from typing import Final

WEB_APPLICATION: Final = "kontor.project.wsgi:application"
WEB_WORKERS: Final = 2
WEB_THREADS: Final = 4


def web_command(
    port: int, *, host: str = "127.0.0.1", workers: int = WEB_WORKERS, threads: int = WEB_THREADS
) -> list[str]:
    return [
        *(sys.executable, "-m", "kontor", "web", "--application", WEB_APPLICATION),
        *("--host", host, "--port", str(port), "--workers", str(workers), "--threads", str(threads)),
    ]


def worker_command() -> list[str]:
    return [sys.executable, "-m", "kontor", "worker", "--beat", "--concurrency", "2"]
