"""Web server and task worker as `kontor up` starts them, to be killed at will and started again."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from kontor.project import data_directory
from kontor.project.processes import web_command, worker_command
from kontor.project.settings import ROOT
from kontor.project.supervisor import end_with_parent
from tests.concurrency.servers import APPLICATION, free_port, wait_until_web_is_ready
from tests.faults.cluster import children, kill


class Installation:
    """Processes are started from the main thread: they end with the thread that started them."""

    def __init__(self, environment: Mapping[str, str], data: Path, application: str = APPLICATION) -> None:
        self._environment, self._data = environment, data
        data_directory.prepare(data)
        self.port = free_port()
        self._web_words = [application if word == APPLICATION else word for word in web_command(self.port)]
        self.web = self._started(self._web_words, "web.log")
        self.worker = self._started(worker_command(), "worker.log")

    def _started(self, command: list[str], log_name: str) -> subprocess.Popen[bytes]:
        with open(self._data / log_name, "ab") as log:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
                preexec_fn=end_with_parent,
            )

    def wait_until_ready(self) -> None:
        wait_until_web_is_ready(self.port, self._data / "web.log")

    def kill_web_worker(self, number: int) -> int:
        """kill -9 of one web worker, which its parent replaces; how many were killed."""
        workers = sorted(children(self.web.pid))
        if workers:
            kill(workers[number % len(workers)])
        return min(1, len(workers))

    def kill_web_parent(self) -> int:
        """kill -9 of the web server, then of what it left behind, as the supervisor does it; started again."""
        count = 1 + len(children(self.web.pid))
        _kill_group(self.web)
        self.web = self._started(self._web_words, "web.log")
        return count

    def kill_task_worker(self) -> int:
        """kill -9 of the task worker, started again; 0 where it had ended by itself."""
        count = int(self.worker.poll() is None)
        _kill_group(self.worker)
        self.worker = self._started(worker_command(), "worker.log")
        return count

    def start_again_what_ended(self) -> None:
        """As the supervisor does. The web server ends by itself when its workers die soon after each other."""
        if self.web.poll() is not None:
            self.kill_web_parent()
        if self.worker.poll() is not None:
            self.kill_task_worker()

    def stop(self) -> None:
        for process in (self.web, self.worker):
            process.terminate()
        for process in (self.web, self.worker):
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            _kill_group(process)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """The leader first, so that it cannot look after the others."""
    kill(process.pid)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def running_installation(
    environment: Mapping[str, str], data: Path, application: str = APPLICATION
) -> Iterator[Installation]:
    installation = Installation(environment, data, application)
    try:
        installation.wait_until_ready()
        yield installation
    finally:
        installation.stop()
