"""Values out of maintenance."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Difference(msgspec.Struct, frozen=True):
    """Two places that must say the same and do not; `hint` says what to look at."""

    kind: str
    subject: str
    expected: str
    found: str
    hint: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject}: expected {self.expected}, found {self.found}. {self.hint}"


class Compared(msgspec.Struct, frozen=True):
    """How much there was to compare."""

    levels: int
    movements: int
    postings: int
    orders: int
    lines: int
    reversals: int
    adjustments: int
    transfers: int
    events: int
    links: int  # foreign keys looked up, row by row
    guards: int

    @property
    def is_nothing(self) -> bool:
        return self.movements == self.orders == self.levels == 0


class Verification(msgspec.Struct, frozen=True):
    """What a proof found. Each kind of difference is listed up to 1,000 times."""

    started_at: datetime
    finished_at: datetime
    compared: Compared
    differences: tuple[Difference, ...]
