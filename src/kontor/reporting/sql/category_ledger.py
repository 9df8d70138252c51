"""What moved of the goods in a category and below it, and what lay there before and after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from kontor.kernel.statements import Read, among, is_postgres, keys_text


class LedgerFilters(msgspec.Struct, frozen=True):
    """Business dates, both included; `branch` is a code."""

    from_on: date
    to_on: date
    branch: str | None = None


class LedgerSumRow(msgspec.Struct, frozen=True):
    """Units and micros of one currency: what lies there now, what moved after the days asked for, and in them."""

    currency: str
    now_units: int
    now_micros: int
    later_units: int
    later_micros: int
    units_in: int
    units_out: int
    micros_in: int
    micros_out: int


class LedgerRow(msgspec.Struct, frozen=True):
    """A movement of goods or of their value. `value_micros` of a correction of cost has no units."""

    id: int
    posting_id: int
    business_date: date
    kind: str
    reference: str
    sku: str
    name: str
    unit: str
    branch: str
    location: str
    currency: str
    units: int
    value_micros: int


_GOODS: Final = (
    "l.sku_id IN (SELECT s.id FROM catalog_sku s JOIN catalog_product g ON g.id = s.product_id WHERE g.category_id IN"
    " (WITH RECURSIVE c(id) AS (SELECT CAST(%s AS bigint) UNION SELECT x.id FROM catalog_category x"
    " JOIN c ON x.parent_id = c.id) SELECT c.id FROM c))"
)
_PLACES: Final = (
    " JOIN inventory_location o ON o.id = l.location_id JOIN organization_branch b ON b.id = o.branch_id"
    " JOIN organization_business u ON u.id = b.business_id"
)


def category_sums_read(category_id: int, filters: LedgerFilters, branch_ids: Sequence[int]) -> Read:
    """A row for each currency that the goods lie in or ever lay in.

    Reads the levels and the movements since `from_on`; what lay there before is what lies there now without them.
    """
    where, asked = _conditions(category_id, filters, branch_ids)
    is_later = f"p.business_date > {_day()}"
    later = [f"CASE WHEN {is_later} THEN m.{name} ELSE 0 END" for name in ("on_hand_delta", "value_delta_micros")]
    inside = [
        f"CASE WHEN {is_later} THEN 0 WHEN m.{name} {sign} 0 THEN abs(m.{name}) ELSE 0 END"
        for name in ("on_hand_delta", "value_delta_micros")
        for sign in (">", "<")
    ]
    names = LedgerSumRow.__struct_fields__[1:]
    moved = ", ".join(f"{value} AS {name}" for value, name in zip([*later, *inside], names[2:], strict=True))
    sums = ", ".join(f"CAST(sum(x.{name}) AS bigint) AS {name}" for name in names)
    sql = (
        f"SELECT x.currency, {sums} FROM (SELECT u.currency, l.on_hand AS now_units, l.value_micros AS now_micros,"
        f" 0 AS later_units, 0 AS later_micros, 0 AS units_in, 0 AS units_out, 0 AS micros_in, 0 AS micros_out"
        f" FROM inventory_stocklevel l {_PLACES} WHERE {where} UNION ALL"
        f" SELECT u.currency, 0, 0, {moved} {_moved_since()} WHERE {where}) x GROUP BY x.currency ORDER BY x.currency"
    )
    days = (filters.to_on.isoformat(),) * 6
    return Read(sql, (*asked, *days, filters.from_on.isoformat(), *asked), LedgerSumRow)


def category_page_read(
    category_id: int, filters: LedgerFilters, branch_ids: Sequence[int], *, after: int | None, limit: int
) -> Read:
    """`limit` movements by business date and then as they were recorded, past the one whose id is `after`."""
    where, asked = _conditions(category_id, filters, branch_ids)
    parameters = [filters.from_on.isoformat(), *asked, filters.to_on.isoformat()]
    last = ""
    if after is not None:
        last = (
            " AND (p.business_date, m.id) > (SELECT y.business_date, x.id FROM inventory_stockmovement x"
            " JOIN inventory_stockposting y ON y.id = x.posting_id WHERE x.id = CAST(%s AS bigint))"
        )
        parameters.append(str(after))
    sql = (
        "SELECT m.id, p.id AS posting_id, p.business_date, p.kind, p.reference, k.code AS sku, k.name,"
        " k.base_unit AS unit, b.code AS branch, o.code AS location, u.currency, m.on_hand_delta AS units,"
        f" m.value_delta_micros AS value_micros {_moved_since()} JOIN catalog_sku k ON k.id = l.sku_id WHERE {where}"
        f" AND p.business_date <= {_day()}{last} ORDER BY p.business_date, m.id LIMIT {limit:d}"
    )
    return Read(sql, tuple(parameters), LedgerRow)


def _day() -> str:
    return "CAST(%s AS date)" if is_postgres() else "%s"


def _moved_since() -> str:
    """SQL for the movements since a day, which is its parameter: by way of every branch, as their index has it.

    A movement's posting may be another branch's than its place is: goods on their way.
    """
    cross = "JOIN" if is_postgres() else "CROSS JOIN"
    return (
        f"FROM organization_branch w {cross} inventory_stockposting p ON p.branch_id = w.id"
        f" AND p.business_date >= {_day()} {cross} inventory_stockmovement m ON m.posting_id = p.id"
        " AND (m.on_hand_delta <> 0 OR m.value_delta_micros <> 0)"
        f" JOIN inventory_stocklevel l ON l.id = m.level_id {_PLACES}"
    )


def _conditions(category_id: int, filters: LedgerFilters, branch_ids: Sequence[int]) -> tuple[str, tuple[str, ...]]:
    where = f"{_GOODS} AND {among('o.branch_id', int)}"
    asked = (str(category_id), keys_text(sorted(branch_ids)))
    return (where, asked) if filters.branch is None else (f"{where} AND b.code = %s", (*asked, filters.branch))
