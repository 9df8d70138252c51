"""Keeps what is pushed; a real one writes into Acme's own database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class Ledger:
    def __init__(self) -> None:
        self.entries: list[Mapping[str, Any]] = []

    def push(self, entries: Sequence[Mapping[str, Any]]) -> None:
        self.entries.extend(entries)

    def pushed_through(self) -> int:
        return len(self.entries)


target = Ledger()
