"""What may be done with an order now, and by whom. Pure; the operations decide again when it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from kontor.access.types import Actor
from kontor.sales.states import may_take
from kontor.sales.stock_steps import effect_of
from kontor.sales.types import LineState, OrderState

#: Action -> the right it needs, in the order people take them.
RIGHTS: Final = {
    "submit": "sales.place",
    "confirm": "sales.confirm",
    "release_hold": "sales.release_hold",
    "bill": "sales.bill",
    "ship": "sales.ship",
    "amend": "sales.amend",
    "reprice": "sales.reprice",
    "cancel": "sales.cancel",
    "reverse": "sales.reverse",
}


def next_actions(order: OrderState, lines: Sequence[LineState], actor: Actor) -> tuple[str, ...]:
    """The actions that neither the order's state nor the actor's rights forbid."""
    return tuple(action for action, right in RIGHTS.items() if actor.may(right) and _is_possible(action, order, lines))


def _is_possible(action: str, order: OrderState, lines: Sequence[LineState]) -> bool:
    has_left = any(line.shipped_base for line in lines)
    match action:
        case "release_hold":
            return order.hold != ""
        case "reverse":
            return has_left
        case "cancel" if has_left:
            return False
        case "ship" if not _is_ready(lines):
            return False
        case "bill" if _retries_stock(order):
            order = msgspec.structs.replace(order, hold="")
    return may_take(order, action)


def _is_ready(lines: Sequence[LineState]) -> bool:
    stocked = [line for line in lines if line.is_stocked]
    return not stocked or any(line.ready_base > 0 for line in stocked)


def _retries_stock(order: OrderState) -> bool:
    """Billing an order that is held for stock looks for the goods again."""
    return order.hold == "oos" and effect_of("bill", order.deduct_at) == "issue"
