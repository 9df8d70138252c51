from __future__ import annotations

from collections.abc import Mapping

import msgspec


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
