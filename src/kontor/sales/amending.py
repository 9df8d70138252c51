"""What an amendment makes of an order's lines, and what of its goods is given back or asked for. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from kontor.access.types import Actor
from kontor.inventory import reasons
from kontor.inventory.types import LineRequest
from kontor.kernel.wire import base_units
from kontor.kernel.wire import quantity as decimal
from kontor.sales.errors import OrderInvalid, TransitionRefused
from kontor.sales.facts import Terms
from kontor.sales.placing import MOST_LINES, draft_line
from kontor.sales.types import AmendLine, DraftLine, LineState


class AmendedLines(msgspec.Struct):
    """The lines as they shall be (new ones have id 0), the ids that go, and the lines as they were."""

    lines: list[LineState]
    removed: list[LineState]


def amend_lines(lines: Sequence[LineState], changes: Sequence[AmendLine], terms: Terms, actor: Actor) -> AmendedLines:
    """Apply `changes` to `lines` (working copies). Raises a KontorError that names what cannot be done."""
    by_position = {line.position: line for line in lines}
    removed: list[LineState] = []
    last = max(by_position)  # a removed line's position is not used again
    for change in changes:
        if change.position is None:
            last += 1
            by_position[last] = _new_line(last, change, terms, actor)
        elif change.position not in by_position:
            raise OrderInvalid(f"The order has no line {change.position}.", field="lines.position")
        elif decimal(change.quantity) == 0:
            removed.append(_remove(by_position, change.position))
        else:
            by_position[change.position] = _replace(by_position[change.position], change, terms, actor)
    if not by_position:
        raise OrderInvalid("An order keeps at least one line; cancel it instead.", field="lines")
    if len(by_position) > MOST_LINES:
        raise OrderInvalid(f"An order has at most {MOST_LINES} lines; split it.", field="lines")
    return AmendedLines([by_position[position] for position in sorted(by_position)], removed)


def by_sku(lines: Sequence[LineState], want: AmendLine) -> list[AmendLine]:
    """The changes that leave exactly one line of `want.sku` with its quantity (none for 0), new if there was none."""
    same = [line.position for line in lines if line.sku_code == want.sku]
    if not same:
        return [want] if decimal(want.quantity) else []
    first, *others = same
    return [
        msgspec.structs.replace(want, position=first),
        *(AmendLine(quantity=0, position=position) for position in others),
    ]


def _new_line(position: int, change: AmendLine, terms: Terms, actor: Actor) -> LineState:
    if change.sku is None:
        raise OrderInvalid("Name the position or the sku of each line.", field="lines")
    return draft_line(position, _as_draft(change, change.sku), terms, actor)


def _remove(by_position: dict[int, LineState], position: int) -> LineState:
    line = by_position.pop(position)
    if line.shipped_base:
        raise TransitionRefused(
            f"Line {position} has left the house already; reverse it instead.", shipped=line.shipped_base
        )
    return line


def _replace(line: LineState, change: AmendLine, terms: Terms, actor: Actor) -> LineState:
    """The same line with another quantity; repriced only where its pack, price or discount changes."""
    if change.sku is not None and change.sku != line.sku_code:
        raise OrderInvalid(f"Line {line.position} is {line.sku_code}; add a line for {change.sku}.", field="lines.sku")
    if change.unit_price is None and change.discount_bp is None and change.pack in (None, line.pack_code):
        line.quantity_base = base_units(change.quantity, line.pack_factor)
    else:
        fresh = draft_line(line.position, _as_draft(change, line.sku_code), terms, actor)
        for name in ("pack_code", "pack_factor", "quantity_base", "list_price_micros", "unit_price_micros"):
            setattr(line, name, getattr(fresh, name))
        line.discount_bp = fresh.discount_bp if change.discount_bp is not None else line.discount_bp
        if line.is_free and change.unit_price is None:
            line.unit_price_micros = 0
    if line.quantity_base <= 0:
        raise OrderInvalid(f"Line {line.position}: the quantity must be more than 0, or 0 to remove it.", field="lines")
    if line.quantity_base < line.shipped_base:
        raise TransitionRefused(
            f"Line {line.position}: {line.shipped_base} base units have left the house already.",
            shipped=line.shipped_base,
        )
    return line


def _as_draft(change: AmendLine, sku: str) -> DraftLine:
    return DraftLine(
        sku=sku,
        quantity=change.quantity,
        pack=change.pack,
        unit_price=change.unit_price,
        discount_bp=change.discount_bp or 0,
    )


def give_back(
    amended: AmendedLines, location_id: int, issue_costs: Mapping[tuple[int, int], int]
) -> tuple[LineRequest, ...]:
    """Movements for goods the amended lines no longer want; lines that shrink let go of their promise first."""
    back = [_undo(line, 0, location_id, issue_costs) for line in amended.removed]
    back += [_undo(line, line.quantity_base, location_id, issue_costs) for line in amended.lines]
    return tuple(request for requests in back for request in requests)


def _undo(
    line: LineState, keep: int, location_id: int, issue_costs: Mapping[tuple[int, int], int]
) -> list[LineRequest]:
    surplus = line.reserved_base + line.issued_base - keep
    unreserve = max(0, min(surplus, line.reserved_base))
    bring_back = max(0, surplus - unreserve) if line.is_stocked else 0
    line.reserved_base -= unreserve
    line.issued_base -= bring_back
    requests = [LineRequest(location_id, line.sku_id, reserved_delta=-unreserve)] if unreserve else []
    if bring_back:
        cost = issue_costs.get((line.order_id, line.sku_id))
        requests.append(
            LineRequest(
                location_id,
                line.sku_id,
                on_hand_delta=bring_back,
                unit_cost_micros=cost,
                reason_code=reasons.RETURN_IN,
            )
        )
    return requests
