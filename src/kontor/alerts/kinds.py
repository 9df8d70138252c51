"""Which alerts resolve themselves. Pure."""

from __future__ import annotations

from typing import Final

#: Their condition is measured: it ends the alert when it ends, and nobody can say it away.
MEASURED: Final = frozenset({"low_stock", "oversold"})


def may_be_resolved_by_hand(kind: str) -> bool:
    return kind not in MEASURED
