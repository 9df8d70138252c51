"""What is where: stock levels for lists and screens, and what the ledger knew or believes of another day."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from kontor.access.types import Actor
from kontor.catalog.queries import sku_ids_found
from kontor.inventory.answers import CostAt, StockAt, StockOfSku, StockRow
from kontor.inventory.costs import CostView
from kontor.inventory.errors import SkuUnknown
from kontor.inventory.sql.desk import sku_names_read
from kontor.inventory.sql.stock_pages import (
    Found,
    LevelRow,
    StockFilters,
    SumRow,
    found_levels_read,
    levels_page_read,
    sums_read,
)
from kontor.kernel.money import round_half_away
from kontor.kernel.statements import Read, read_all, read_rows
from kontor.kernel.wire import Page

MOST_LOCATIONS: Final = 10_000
MOST_FOUND: Final = 500  # SKUs that a text narrows a list to
ALL: Final = StockFilters()


def list_stock(*, actor: Actor, filters: StockFilters, cursor: int | None, limit: int) -> Page[StockRow]:
    """One page of the levels in the actor's branches, by SKU code; what a text finds, up to 500 SKUs, the best first.

    `cursor` is the level the last page ended with. One query, with a text three more.
    """
    rows = read_rows(_levels(actor, filters, cursor, limit + 1))
    costs = CostView.of(actor)
    items = [_row(row, costs) for row in rows[:limit]]
    return Page(items, str(rows[limit - 1].id) if len(rows) > limit else None)


def _levels(actor: Actor, filters: StockFilters, after: int | None, limit: int) -> Read:
    branch_ids = sorted(actor.branch_ids)
    if filters.text is None:
        return levels_page_read(filters, branch_ids, after=after, limit=limit)
    found = [
        Found(sku_id, place) for place, sku_id in enumerate(sku_ids_found(filters.text, actor=actor, most=MOST_FOUND))
    ]
    return found_levels_read(filters, branch_ids, found, after=after, limit=limit)


def stock_of_sku(*, actor: Actor, sku: str) -> StockOfSku:
    """One SKU at every location of the actor's branches, and in all of them together. Raises SkuUnknown."""
    wanted = levels_page_read(StockFilters(sku=sku), sorted(actor.branch_ids), after=None, limit=MOST_LOCATIONS)
    names, rows = read_all([sku_names_read(sku), wanted])
    if not names:
        raise SkuUnknown(f"There is no SKU {sku!r}.")
    costs = CostView.of(actor)
    return StockOfSku(
        sku=names[0].sku,
        name=names[0].name,
        unit=names[0].unit,
        on_hand=sum(row.on_hand for row in rows),
        reserved=sum(row.reserved for row in rows),
        available=sum(row.on_hand - row.reserved for row in rows),
        locations=[_row(row, costs) for row in rows],
    )


def stock_as_known(*, actor: Actor, at: datetime, filters: StockFilters = ALL) -> list[StockAt]:
    """What the books said at the instant `at`: every movement recorded until then, whenever it happened."""
    return _sums(actor, filters, "recorded_at", at)


def stock_as_believed(*, actor: Actor, at: datetime, filters: StockFilters = ALL) -> list[StockAt]:
    """What the books say today of the instant `at`: every movement that happened until then, whenever recorded."""
    return _sums(actor, filters, "occurred_at", at)


def unit_costs_as_known(*, actor: Actor, at: datetime, sku: str) -> list[CostAt]:
    """Where the SKU was at `at` and what it was worth there, by what was recorded until then. One query."""
    return [_cost_at(row, actor) for row in _sum_rows(actor, StockFilters(sku=sku), "recorded_at", at)]


def unit_costs_as_believed(*, actor: Actor, at: datetime, sku: str) -> list[CostAt]:
    """Where the SKU was at `at` and what it was worth there, by all that is recorded today. One query."""
    return [_cost_at(row, actor) for row in _sum_rows(actor, StockFilters(sku=sku), "occurred_at", at)]


def _cost_at(row: SumRow, actor: Actor) -> CostAt:
    costs = CostView.of(actor)
    unit_cost = costs.shown(round_half_away(row.value_micros, row.on_hand)) if row.on_hand > 0 else None
    available = row.on_hand - row.reserved
    return CostAt(row.location, row.on_hand, row.reserved, available, unit_cost, costs.shown(row.value_micros))


def _sum_rows(actor: Actor, filters: StockFilters, clock: str, at: datetime) -> list[SumRow]:
    return read_rows(sums_read(filters, sorted(actor.branch_ids), clock=clock, until=at))


def _sums(actor: Actor, filters: StockFilters, clock: str, at: datetime) -> list[StockAt]:
    rows = _sum_rows(actor, filters, clock, at)
    costs = CostView.of(actor)
    return [StockAt(row.sku, row.location, row.on_hand, row.reserved, costs.shown(row.value_micros)) for row in rows]


def _row(row: LevelRow, costs: CostView) -> StockRow:
    available = row.on_hand - row.reserved
    return StockRow(
        sku=row.sku,
        name=row.name,
        unit=row.unit,
        location=row.location,
        location_kind=row.location_kind,
        branch=row.branch,
        on_hand=row.on_hand,
        reserved=row.reserved,
        available=available,
        reorder_point=row.reorder_point,
        reorder_quantity=row.reorder_quantity,
        is_low=row.reorder_point is not None and available <= row.reorder_point,
        average_cost=costs.shown(row.average_cost_micros),
        value=costs.shown(row.value_micros),
    )
