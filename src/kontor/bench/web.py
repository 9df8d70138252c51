"""The web server while it is measured: the same processes `kontor up` starts, on a free port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from kontor.kernel.command_line import CannotRun

WebCommand = Callable[[int], Sequence[str]]
_READY_WITHIN_SECONDS: Final = 30.0
_STOPPED_WITHIN_SECONDS: Final = 25.0


class WebServer(msgspec.Struct, frozen=True):
    port: int
    pid: int


@contextmanager
def running_web(command: WebCommand, folder: Path, *, environment: Mapping[str, str] = {}) -> Iterator[WebServer]:
    """Start it with `environment` on top of this process's own; it and its workers are gone afterwards."""
    port = _free_port()
    with open(folder / "web.log", "ab") as log:
        process = subprocess.Popen(
            command(port), stdout=log, stderr=log, env={**os.environ, **environment}, process_group=0
        )
    try:
        _wait_until_ready(port, process, folder / "web.log")
        yield WebServer(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(_STOPPED_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def fetch(web: WebServer, path: str, *, secret: str) -> bytes:
    """The body of one answer. Raises CannotRun unless it is a good one."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{web.port}{path}", headers={"Authorization": f"Bearer {secret}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            body: bytes = answer.read()
    except urllib.error.HTTPError as error:
        raise CannotRun(f"{path} was answered {error.code}: {error.read()[:500]!r}") from error
    return body


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _READY_WITHIN_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise CannotRun(f"The web server did not start: {log.read_text(errors='replace')[-500:]}")
