"""Acme's rule: dock 13 takes no pallets. It warns; the order is taken all the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class DockRule:
    def check(self, entered: Any) -> Iterator[str]:
        pallets = [line.sku for line in entered.lines if line.pack == "CASE"]
        if entered.custom.get("dock") == 13 and pallets:
            yield f"Dock 13 takes no cases: {', '.join(pallets)}"


check = DockRule()
