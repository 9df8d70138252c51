"""Who sees what goods cost. Pure."""

from __future__ import annotations

from typing import Final

import msgspec

from kontor.access.types import Actor
from kontor.kernel.money import decimal_from_micros

#: Whoever takes goods in knows what they cost; whoever audits must.
SEES_COSTS: Final = frozenset({"stock.receive", "audit.read"})


class CostView(msgspec.Struct, frozen=True):
    is_open: bool

    @classmethod
    def of(cls, actor: Actor) -> CostView:
        return cls(bool(SEES_COSTS & actor.rights))

    def shown(self, micros: int) -> str | None:
        """The amount in the currency's unit; None for whom it is hidden."""
        return str(decimal_from_micros(micros)) if self.is_open else None
