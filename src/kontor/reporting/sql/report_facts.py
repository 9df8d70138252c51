"""What reports are asked about: the figures of days and what lies where, of the branches that somebody sees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from kontor.kernel.statements import Read, among, is_postgres, keys_text
from kontor.reporting.figures import Figures


class DayFact(Figures, frozen=True, kw_only=True):
    """A business date of one branch. Amounts are minor units of its currency; `Figures` says what each one means."""

    business_date: date
    business: str
    branch: str
    branch_name: str
    currency: str


class StockFact(msgspec.Struct, frozen=True):
    """What lies at one place now, in base units; value is millionths of the currency."""

    branch: str
    location: str
    sku: str
    name: str
    category: str | None
    unit: str
    on_hand: int
    reserved: int
    reorder_point: int | None
    weight_grams: int | None
    currency: str
    value_micros: int


def day_facts_read(branch_ids: Sequence[int], from_on: date, to_on: date) -> Read:
    day = "CAST(%s AS date)" if is_postgres() else "%s"
    measures = ", ".join(f"t.{name}" for name in Figures.__struct_fields__)
    sql = (
        f"SELECT {measures}, t.business_date, u.code AS business, b.code AS branch, b.name AS branch_name, u.currency"
        " FROM reporting_daytotal t JOIN organization_branch b ON b.id = t.branch_id"
        f" JOIN organization_business u ON u.id = b.business_id WHERE {among('t.branch_id', int)}"
        f" AND t.business_date >= {day} AND t.business_date <= {day} ORDER BY t.business_date, t.id"
    )
    return Read(sql, (keys_text(sorted(branch_ids)), from_on.isoformat(), to_on.isoformat()), DayFact)


def stock_facts_read(branch_ids: Sequence[int]) -> Read:
    sql = (
        "SELECT b.code AS branch, o.code AS location, s.code AS sku, s.name, c.name AS category, s.base_unit AS unit,"
        " l.on_hand, l.reserved, l.reorder_point, s.weight_grams, u.currency, l.value_micros"
        " FROM inventory_stocklevel l JOIN catalog_sku s ON s.id = l.sku_id JOIN catalog_product p"
        " ON p.id = s.product_id LEFT JOIN catalog_category c ON c.id = p.category_id"
        " JOIN inventory_location o ON o.id = l.location_id JOIN organization_branch b ON b.id = o.branch_id"
        f" JOIN organization_business u ON u.id = b.business_id WHERE {among('o.branch_id', int)} ORDER BY l.id"
    )
    return Read(sql, (keys_text(sorted(branch_ids)),), StockFact)
