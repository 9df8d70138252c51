"""The order's lifecycle as data: from which state which step leads where. Holds stand beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from kontor.sales.errors import OrderHeld, TransitionRefused
from kontor.sales.types import LineState, OrderState

DRAFT: Final = "draft"
SUBMITTED: Final = "submitted"
CONFIRMED: Final = "confirmed"
CLOSED: Final = "closed"
CANCELLED: Final = "cancelled"

_FROM: Final[dict[str, tuple[str, ...]]] = {
    "submit": (DRAFT,),
    "confirm": (DRAFT, SUBMITTED),
    "amend": (DRAFT, SUBMITTED, CONFIRMED),
    "reprice": (DRAFT, SUBMITTED, CONFIRMED),
    "bill": (CONFIRMED, CLOSED),
    "ship": (CONFIRMED,),
    "cancel": (DRAFT, SUBMITTED, CONFIRMED),
}
_NOT_WHILE_HELD: Final = frozenset({"bill", "ship"})
_NOT_ONCE_BILLED: Final = frozenset({"amend", "reprice", "cancel", "bill"})


def may_take(order: OrderState, step: str) -> bool:
    """Whether the order's lifecycle, hold and bill leave room for `step`; goods are another question."""
    if order.lifecycle not in _FROM[step] or (order.hold and step in _NOT_WHILE_HELD):
        return False
    return order.billed_at is None or step not in _NOT_ONCE_BILLED


def check_step(order: OrderState, step: str) -> None:
    """Raise TransitionRefused or OrderHeld, naming what may be done instead, unless `order` may take `step` now."""
    if may_take(order, step):
        return
    possible = [name for name in _FROM if may_take(order, name)]
    instead = f"it may: {', '.join(possible)}" if possible else "nothing more can be done to it"
    data: dict[str, Any] = {"step": step, "possible": possible}
    if order.lifecycle not in _FROM[step]:
        raise TransitionRefused(f"{order.number} is {order.lifecycle}; {instead}.", state=order.lifecycle, **data)
    if order.billed_at is not None and step in _NOT_ONCE_BILLED:
        raise TransitionRefused(f"{order.number} is billed; {instead}, or be reversed.", state="billed", **data)
    raise OrderHeld(f"{order.number} is on hold: {order.hold_reason}; {instead}.", hold=order.hold, **data)


def is_backordered(lifecycle: str, lines: Sequence[LineState]) -> bool:
    """Whether goods are still to be found for the order: confirmed, and not all stocked lines are reserved or gone."""
    return lifecycle == CONFIRMED and any(line.is_stocked and line.open_base > 0 for line in lines)


def fulfillment_of(lines: Sequence[LineState]) -> str:
    """none, partly or full: what was shipped of the stocked lines, or of the services where there is nothing else."""
    counted = [line for line in lines if line.is_stocked] or lines
    if not any(line.shipped_base for line in counted):
        return "none"
    return "full" if all(line.shipped_base == line.quantity_base for line in counted) else "partly"
