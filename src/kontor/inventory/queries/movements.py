"""The ledger as people read it: every movement with its document, who and why; and the report of its sums."""

from __future__ import annotations

import msgspec

from kontor.access.types import Actor
from kontor.catalog.queries import sku_ids_found
from kontor.inventory.answers import MovementEntry, ReasonTotal
from kontor.inventory.costs import CostView
from kontor.inventory.queries.stock import MOST_FOUND
from kontor.inventory.reasons import NAMES
from kontor.inventory.sql.movement_pages import (
    MovementFilters,
    MovementRow,
    ReasonSum,
    movements_page_read,
    reason_sums_read,
    stocked_skus_read,
)
from kontor.kernel.statements import read_rows
from kontor.kernel.wire import Page


def list_movements(*, actor: Actor, filters: MovementFilters, cursor: int | None, limit: int) -> Page[MovementEntry]:
    """One page of the movements in the actor's branches, the last recorded first; a filter may name any of them.

    `cursor` is the id the last page ended with. One read, whatever the page holds; with a text three more.
    """
    filters = _with_found(filters, actor)
    read = movements_page_read(filters, sorted(actor.branch_ids), before=cursor, limit=limit + 1)
    rows: list[MovementRow] = read_rows(read)
    costs = CostView.of(actor)
    items = [_entry(row, costs) for row in rows[:limit]]
    return Page(items, str(rows[limit - 1].id) if len(rows) > limit else None)


def movement_report(*, actor: Actor, filters: MovementFilters, cursor: int | None, limit: int) -> Page[ReasonTotal]:
    """What each SKU moved for each reason, summed over the actor's branches. Reversals count under their reason.

    A page holds the sums of `limit` SKUs, none for a SKU that did not move; `cursor` is the last one's id. Two reads,
    with a text three more.
    """
    filters = _with_found(filters, actor)
    branch_ids = sorted(actor.branch_ids)
    skus = [row.id for row in read_rows(stocked_skus_read(filters, branch_ids, after=cursor, limit=limit + 1))]
    rows: list[ReasonSum] = read_rows(reason_sums_read(filters, branch_ids, skus[:limit]))
    costs = CostView.of(actor)
    return Page([_total(row, costs) for row in rows], str(skus[limit - 1]) if len(skus) > limit else None)


def _with_found(filters: MovementFilters, actor: Actor) -> MovementFilters:
    """With the SKUs that the filters' text finds, up to 500."""
    if filters.text is None:
        return filters
    found = sku_ids_found(filters.text, actor=actor, most=MOST_FOUND)
    return msgspec.structs.replace(filters, sku_ids=tuple(found))


def _total(row: ReasonSum, costs: CostView) -> ReasonTotal:
    return ReasonTotal(
        sku=row.sku,
        name=row.name,
        unit=row.unit,
        reason_code=row.reason_code,
        reason=NAMES[row.reason_code],
        movements=row.movements,
        quantity_in=row.quantity_in,
        quantity_out=row.quantity_out,
        quantity_net=row.quantity_in - row.quantity_out,
        value=costs.shown(row.value_micros),
    )


def _entry(row: MovementRow, costs: CostView) -> MovementEntry:
    return MovementEntry(
        id=row.id,
        posting_id=row.posting_id,
        kind=row.kind,
        reference=row.reference,
        note=row.reason,
        reason_code=row.reason_code,
        reason=NAMES[row.reason_code],
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        business_date=row.business_date,
        actor_id=row.actor_id,
        who=row.who,
        sku=row.sku,
        name=row.name,
        unit=row.unit,
        location=row.location,
        branch=row.branch,
        lot=row.lot,
        on_hand_delta=row.on_hand_delta,
        reserved_delta=row.reserved_delta,
        on_hand_after=row.on_hand_after,
        unit_cost=costs.shown(row.unit_cost_micros),
        value=costs.shown(row.value_delta_micros),
        is_oversold=row.is_oversold,
        reverses_id=row.reverses_id,
    )
