"""What a command of the `kontor` program hands back, and how it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

OK: Final = 0
FOUND: Final = 1  # the command ran and found something wrong (a check, a verification, a failed test)
USAGE: Final = 2
CANNOT_RUN: Final = 3  # the machine or the settings do not allow it


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended. `--json` prints `report` with `exit_code` as the last line of standard output."""

    exit_code: int = OK
    report: Mapping[str, object] = field(default_factory=dict)


class CannotRun(Exception):
    """The command cannot be run here; the message is one sentence that says what to do."""


class WrongUsage(Exception):
    """The arguments do not make sense together; the message says which ones do."""
