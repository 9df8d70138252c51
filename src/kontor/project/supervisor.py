"""Keeps the processes of `kontor up` running: starts them, restarts what crashes, and leaves nothing behind.

Every service leads a process group of its own, so that Ctrl-C reaches the supervisor alone, and so that a crashed
service's own children go with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_TICK_SECONDS: Final = 0.5
_GRACE_SECONDS: Final = 10.0
_FIRST_DELAY_SECONDS: Final = 0.5
_LONGEST_DELAY_SECONDS: Final = 30.0
_STEADY_SECONDS: Final = 60.0  # a service that ran this long starts its delays anew
_LOG_BYTES: Final = 20_000_000
_PR_SET_PDEATHSIG: Final = 1


@dataclass(slots=True)
class Service:
    """One process to keep running, and what is known of it."""

    name: str
    command: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restart_at: float = 0.0
    delay_seconds: float = _FIRST_DELAY_SECONDS
    crashes: int = 0


@dataclass(slots=True)
class Supervisor:
    """Use as a context: inside it the stop signals only set a mark, so that leaving always stops the services."""

    services: Sequence[Service]
    say: Callable[[str], None]
    is_stopping: bool = False
    _pipe: tuple[int, int] = (-1, -1)
    _former: dict[signal.Signals, object] = field(default_factory=dict)

    def __enter__(self) -> Supervisor:
        self._pipe = os.pipe()
        for end in self._pipe:
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._pipe[1], warn_on_full_buffer=False)
        for number in (*_STOP_SIGNALS, signal.SIGCHLD):
            if number == signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
                continue  # started with nohup: it is to outlive its terminal
            self._former[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop_all()
        signal.set_wakeup_fd(-1)
        for number, handler in self._former.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal itself gave back
        for end in self._pipe:
            os.close(end)

    def start(self) -> None:
        for service in self.services:
            _start(service)

    def run(self) -> None:
        """Keep the services running until a stop signal arrives."""
        while not self.is_stopping:
            self.wait(_TICK_SECONDS)

    def wait(self, seconds: float) -> None:
        """Sleep until `seconds` are over or a signal arrives, then restart what is due."""
        select.select([self._pipe[0]], [], [], seconds)
        with contextlib.suppress(BlockingIOError):  # nothing arrived
            os.read(self._pipe[0], 4096)
        if not self.is_stopping:
            for service in self.services:
                self._look_after(service)

    def _on_signal(self, number: int, _: object) -> None:
        self.is_stopping = self.is_stopping or number in _STOP_SIGNALS

    def _look_after(self, service: Service) -> None:
        now = time.monotonic()
        if service.process is None:
            if now >= service.restart_at:
                _start(service)
            return
        code = service.process.poll()
        if code is None:
            _cut_log(service.log)
            return
        _signal_group(service.process, signal.SIGKILL)  # its own children must not keep the port or the queue
        service.process = None
        service.crashes += 1
        if now - service.started_at > _STEADY_SECONDS:
            service.delay_seconds = _FIRST_DELAY_SECONDS
        service.restart_at = now + service.delay_seconds
        again = f"starting it again in {service.delay_seconds:g} s"
        self.say(f"The {service.name} ended ({_how(code)}); {again}, see {service.log}.")
        service.delay_seconds = min(service.delay_seconds * 2, _LONGEST_DELAY_SECONDS)

    def _stop_all(self) -> None:
        """Ask every service to end, wait, and kill what is left of its group."""
        running = [service.process for service in self.services if service.process is not None]
        for process in running:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + _GRACE_SECONDS
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"Process {process.pid} does not end by itself; killing it.")
            _signal_group(process, signal.SIGKILL)
            process.wait()


def _start(service: Service) -> None:
    service.log.parent.mkdir(mode=0o700, exist_ok=True)
    with open(service.log, "ab") as log:
        service.process = subprocess.Popen(
            service.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            process_group=0,
            preexec_fn=end_with_parent,
        )
    service.started_at = time.monotonic()


_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent() -> None:
    """Called in a child as soon as it is there. On Linux it is then told to end when its parent was killed."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):  # nobody is left in it
        os.killpg(process.pid, number)


def _cut_log(log: Path) -> None:
    """Keep one older part. The service appends, so it goes on writing at the new end."""
    if log.stat().st_size > _LOG_BYTES:
        shutil.copyfile(log, log.with_suffix(".log.1"))
        os.truncate(log, 0)


def _how(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"code {code}"
