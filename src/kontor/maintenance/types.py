from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from kontor.customization.types import Fault

#: What is being done, how much of it is done and how much there is (0: nobody knows), each time it moves on.
Progress = Callable[[str, int, int], None]


class Difference(msgspec.Struct, frozen=True):
    """Two places that must say the same and do not."""

    kind: str
    subject: str
    expected: str
    found: str
    hint: str

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}: expected {self.expected}, found {self.found}. {self.hint}"


class Proof(msgspec.Struct, frozen=True):
    """What was compared (name -> rows) and what differs."""

    compared: Mapping[str, int]
    differences: list[Difference]

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to compare."""
        return not any(self.compared[name] for name in ("levels", "movements", "orders"))


class TableFigures(msgspec.Struct, frozen=True):
    """What a table holds: its rows, and the exact sum of every column of whole numbers."""

    rows: int
    sums: dict[str, int]


#: Table -> what it holds.
Figures = dict[str, TableFigures]


class Member(msgspec.Struct, frozen=True):
    """One file inside a backup."""

    size_bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """What a backup says of itself, written with it."""

    format: int
    product_version: str
    engine: str  # "sqlite" | "postgresql"
    engine_version: int  # PostgreSQL's major version; 0 for SQLite
    taken_at: datetime  # when the snapshot was opened: everything acknowledged before it is inside
    migrations: list[str]  # "sales.0003_x", as applied
    figures: Figures
    members: dict[str, Member]


class Check(msgspec.Struct, frozen=True):
    """How the copy was looked at after it was written. `unproved_because` is empty when the books were proved."""

    checked_at: datetime
    differences: int
    first_difference: str
    unproved_because: str


class Backup(msgspec.Struct, frozen=True):
    """A finished backup file."""

    path: Path
    size_bytes: int
    manifest: Manifest
    check: Check


class ListedBackup(msgspec.Struct, frozen=True):
    """A file in the folder of backups. `fault` says why it is none; then the rest is empty."""

    name: str
    size_bytes: int
    taken_at: datetime | None
    engine: str
    rows: int
    state: str  # "proved", "unproved", "differs" or "damaged"
    fault: str


class Restored(msgspec.Struct, frozen=True):
    """What a restore brought back, and how the books look."""

    manifest: Manifest
    migrated: list[str]  # migrations applied because the backup was of an older version
    proof: Proof


class Misfit(msgspec.Struct, frozen=True):
    """A document whose own fields do not fit the newest schema of its kind; `label` is its number or code."""

    id: int
    label: str
    faults: tuple[Fault, ...]
