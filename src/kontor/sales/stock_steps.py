"""What each step of an order does to stock, under each policy. Pure: line states in, movement requests out.

deduct_at = ship: confirming reserves, shipping issues. place, confirm, bill: that step issues at once, nothing is ever
reserved, and shipping only records that the goods left the house.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kontor.inventory import reasons
from kontor.inventory.types import LineRequest
from kontor.sales.types import LineState

_EFFECTS: Final = {
    ("place", "place"): "issue",
    ("confirm", "place"): "issue",  # what was short when it was placed
    ("confirm", "confirm"): "issue",
    ("confirm", "ship"): "reserve",
    ("bill", "bill"): "issue",
}


def effect_of(step: str, deduct_at: str) -> str:
    """ "reserve", "issue" or "" (nothing): what reaching `step` does to goods that are still open under this policy."""
    return _EFFECTS.get((step, deduct_at), "")


def take_lines(
    lines: Iterable[LineState], location_id: int, effect: str, quantities: Mapping[int, int]
) -> tuple[LineRequest, ...]:
    """Movements that reserve or issue `quantities` (line position -> base units), stocked lines only."""
    return tuple(
        _take(line, location_id, effect, quantities[line.position])
        for line in lines
        if line.is_stocked and quantities.get(line.position)
    )


def _take(line: LineState, location_id: int, effect: str, quantity: int) -> LineRequest:
    if effect == "reserve":
        return LineRequest(location_id, line.sku_id, reserved_delta=quantity)
    return LineRequest(location_id, line.sku_id, on_hand_delta=-quantity, reason_code=reasons.SALE)


def ship_lines(lines: Iterable[LineState], location_id: int, quantities: Mapping[int, int]) -> tuple[LineRequest, ...]:
    """Movements that issue reserved goods: they leave the shelf and the promise at once."""
    return tuple(
        LineRequest(
            location_id,
            line.sku_id,
            on_hand_delta=-quantities[line.position],
            reserved_delta=-quantities[line.position],
            reason_code=reasons.SALE,
        )
        for line in lines
        if line.is_stocked and quantities.get(line.position)
    )


def give_back_lines(lines: Iterable[LineState], location_id: int, costs: Mapping[int, int]) -> tuple[LineRequest, ...]:
    """Movements that undo what an unshipped order took: promises lapse, goods issued early come back at their cost.

    `costs`: SKU id -> unit cost in micros the goods went out with.
    """
    back = []
    for line in lines:
        issued = line.issued_base - line.shipped_base
        if line.reserved_base:
            back.append(LineRequest(location_id, line.sku_id, reserved_delta=-line.reserved_base))
        if issued and line.is_stocked:
            cost = costs.get(line.sku_id)
            back.append(
                LineRequest(
                    location_id,
                    line.sku_id,
                    on_hand_delta=issued,
                    unit_cost_micros=cost,
                    reason_code=reasons.RETURN_IN,
                )
            )
    return tuple(back)


def wanted(lines: Iterable[LineState]) -> dict[int, int]:
    """Line position -> what is still open, stocked lines only."""
    return {line.position: line.open_base for line in lines if line.is_stocked and line.open_base > 0}


def what_is_there(lines: Sequence[LineState], available: Mapping[int, int]) -> dict[int, int]:
    """Line position -> how much of what is open can be had, first line first. `available`: SKU id -> base units."""
    left = dict(available)
    found = {}
    for line in lines:
        if line.is_stocked and line.open_base > 0:
            quantity = max(0, min(line.open_base, left.get(line.sku_id, 0)))
            left[line.sku_id] = left.get(line.sku_id, 0) - quantity
            found[line.position] = quantity
    return found


def took(lines: Iterable[LineState], effect: str, quantities: Mapping[int, int]) -> None:
    """Write onto the lines what was reserved or issued; services count as issued when goods would be."""
    for line in lines:
        quantity = quantities.get(line.position, 0)
        if effect == "reserve":
            line.reserved_base += quantity
        elif line.is_stocked:
            line.issued_base += quantity
