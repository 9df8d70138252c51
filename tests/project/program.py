"""Runs the kontor program as a person would: a process of its own, with a data directory of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's variables without those that would point the program at somebody's installation."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("KONTOR_", "DATABASE_URL"))}
    return {**own, "PYTHONPATH": str(ROOT / "src"), **(extra or {})}


def kontor(*arguments: str, extra: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "kontor", *arguments],
        cwd=ROOT,
        env=environment(extra),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
