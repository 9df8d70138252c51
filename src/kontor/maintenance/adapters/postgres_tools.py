"""pg_dump and pg_restore through pipes: when Kontor is killed they end too, and undo what they began."""

from __future__ import annotations

import os
import re
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import IO, Any, Final

from kontor.kernel.command_line import CannotRun
from kontor.kernel.postgres.programs import find_program
from kontor.maintenance.errors import BackupDamaged

_CHUNK_BYTES: Final = 1 << 20
_DUMPING: Final = re.compile(r'dumping contents of table "([^"]+)"')
_PASSED_ON: Final = ("sslmode", "sslrootcert", "sslcert", "sslkey", "passfile", "service")


def dump(
    settings: Mapping[str, Any],
    *,
    snapshot: str,
    server: int,
    write: Callable[[bytes], None],
    on_table: Callable[[str], None],
) -> None:
    """pg_dump in its custom format of what the exported `snapshot` sees. `server` is its major version."""
    command = [find_program("pg_dump", at_least=server), "--format=custom", f"--snapshot={snapshot}", "--no-password"]
    command += ["--no-owner", "--no-privileges", "--verbose", f"--dbname={_connection(settings)}"]
    with _running(command, settings, on_line=_tables(on_table)) as (process, said):
        assert process.stdout is not None
        while piece := process.stdout.read(_CHUNK_BYTES):
            write(piece)
    if process.returncode:
        raise CannotRun(f"pg_dump ended with an error: {_last(said)}")


def load(settings: Mapping[str, Any], *, server: int, pieces: Iterable[bytes], on_bytes: Callable[[int], None]) -> None:
    """pg_restore into a database without tables, as one transaction: all of it, or nothing."""
    command = [find_program("pg_restore", at_least=server), "--single-transaction", "--exit-on-error", "--no-owner"]
    command += ["--no-privileges", "--no-password", f"--dbname={_connection(settings)}"]
    with _running(command, settings) as (process, said):
        assert process.stdin is not None
        with suppress(BrokenPipeError):  # it says itself why it ended
            for piece in pieces:
                process.stdin.write(piece)
                on_bytes(len(piece))
            process.stdin.close()
    if process.returncode:
        raise CannotRun(f"pg_restore ended with an error, and nothing was restored: {_last(said)}")


def read_through(pieces: Iterable[bytes], *, server: int) -> None:
    """Let pg_restore unpack all of the dump without a database. Raises BackupDamaged when it cannot."""
    command = [find_program("pg_restore", at_least=server), "--file=/dev/null"]
    with _running(command, {}) as (process, said):
        assert process.stdin is not None
        with suppress(BrokenPipeError):
            for piece in pieces:
                process.stdin.write(piece)
            process.stdin.close()
    if process.returncode:
        raise BackupDamaged(f"The database in this backup cannot be read: {_last(said)}")


@contextmanager
def _running(
    command: list[str], settings: Mapping[str, Any], on_line: Callable[[str], None] = lambda line: None
) -> Iterator[tuple[subprocess.Popen[bytes], list[str]]]:
    """The process and what it says; waited for at the end, ended when the caller failed."""
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(settings)
    )
    said: list[str] = []
    listener = threading.Thread(target=_listen, args=(process.stderr, said, on_line), daemon=True)
    listener.start()
    try:
        yield process, said
    except BaseException:
        process.terminate()
        raise
    finally:
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        process.wait()
        listener.join()


def _listen(pipe: IO[bytes] | None, said: list[str], on_line: Callable[[str], None]) -> None:
    assert pipe is not None
    for raw in pipe:
        line = raw.decode(errors="replace").strip()
        said.append(line)
        del said[:-50]
        on_line(line)


def _tables(on_table: Callable[[str], None]) -> Callable[[str], None]:
    def hear(line: str) -> None:
        if found := _DUMPING.search(line):
            on_table(found[1].rpartition(".")[2])

    return hear


def _last(said: list[str]) -> str:
    """Its error, or its last word."""
    errors = [line for line in said if "error:" in line]
    return (errors or said or ["it did not say why"])[0]


def _connection(settings: Mapping[str, Any]) -> str:
    """Which database, without the password: other people can read a command's arguments."""
    name = str(settings["NAME"]).replace("\\", "\\\\").replace("'", "\\'")
    return f"dbname='{name}'"


def _environment(settings: Mapping[str, Any]) -> dict[str, str]:
    options = settings.get("OPTIONS", {})
    wanted = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    found = {variable: str(settings.get(name) or "") for variable, name in wanted.items()}
    found |= {f"PG{name.upper()}": str(options[name]) for name in _PASSED_ON if name in options}
    return {**os.environ, **{name: value for name, value in found.items() if value}, "LC_ALL": "C", "PGOPTIONS": ""}
