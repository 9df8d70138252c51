"""Who sees what goods cost. Pure."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from kontor.access.types import Actor
from kontor.kernel.masking import masked
from kontor.kernel.money import decimal_from_micros

#: The right to see what goods cost; the shapes on the wire name it too (kernel.masking).
SEES_COSTS: Final = "costs.read"
Cost = Annotated[str, masked(SEES_COSTS)]


class CostView(msgspec.Struct, frozen=True):
    is_open: bool

    @classmethod
    def of(cls, actor: Actor) -> CostView:
        return cls(actor.may(SEES_COSTS))

    def shown(self, micros: int) -> str | None:
        """The amount in the currency's unit; None for whom it is hidden."""
        return str(decimal_from_micros(micros)) if self.is_open else None
