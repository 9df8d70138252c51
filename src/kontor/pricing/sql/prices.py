"""Setting what holds from a day on: a second value for the same day replaces the first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from kontor.kernel.statements import Read, Write, records, records_text
from kontor.pricing.rows import AssignmentRow, PriceRow, TaxRateRow


class PriceKey(msgspec.Struct, frozen=True):
    """A price by list, pack and first day."""

    pack_id: int
    price_list_id: int
    valid_from: date


def same_day_prices_read(keys: Sequence[PriceKey]) -> Read:
    """The prices that stand at exactly these packs, lists and days."""
    sql = (
        "SELECT p.pack_id, p.price_list_id, p.valid_from, p.unit_price_micros"
        f" FROM {records(PriceKey)} JOIN pricing_price p"
        " ON p.pack_id = d.pack_id AND p.price_list_id = d.price_list_id AND p.valid_from = d.valid_from"
    )
    return Read(sql, (records_text(keys),), PriceRow)


def prices_write(rows: Sequence[PriceRow]) -> Write:
    return _replace("pricing_price", rows, PriceRow, "pack_id, price_list_id, valid_from", "unit_price_micros")


def tax_rate_write(row: TaxRateRow) -> Write:
    return _replace("pricing_taxrate", [row], TaxRateRow, "tax_class_id, valid_from", "rate_bp")


def assignment_write(row: AssignmentRow) -> Write:
    return _replace("pricing_customerpricelist", [row], AssignmentRow, "customer_id", "price_list_id")


def _replace(table: str, rows: Sequence[msgspec.Struct], shape: type[msgspec.Struct], key: str, value: str) -> Write:
    columns = ", ".join(shape.__struct_fields__)
    sql = (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {records(shape)} WHERE true"
        f" ON CONFLICT ({key}) DO UPDATE SET {value} = excluded.{value} RETURNING 1"
    )
    return Write("replaced", sql, (records_text(rows),), expected=len(rows))
