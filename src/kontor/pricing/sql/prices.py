"""Setting what holds from a day on. A second value for the same day replaces the first; prices remember both."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

import msgspec

from kontor.kernel.statements import Read, Write, among, insert, keys_text, records, records_text
from kontor.pricing.price_book import PriceState, Written
from kontor.pricing.rows import PriceChange, PriceRecordRow, PriceRow, TaxRateRow


class PackOnList(msgspec.Struct, frozen=True):
    price_list_id: int
    pack_id: int


def prices_read(keys: Collection[PackOnList]) -> Read:
    """Every price of these packs on these lists, past and to come."""
    sql = (
        "SELECT p.id, p.price_list_id, p.pack_id, p.from_quantity_base, p.valid_from, p.valid_until,"
        f" p.unit_price_micros FROM {records(PackOnList)} JOIN pricing_price p"
        " ON p.pack_id = d.pack_id AND p.price_list_id = d.price_list_id"
    )
    return Read(sql, (records_text(sorted(keys, key=msgspec.structs.astuple)),), PriceState)


class PackTaxRate(msgspec.Struct, frozen=True):
    pack_id: int
    valid_from: date
    rate_bp: int


def tax_rates_read(pack_ids: Sequence[int]) -> Read:
    """The tax rates of these packs' products, the latest first."""
    sql = (
        "SELECT k.id AS pack_id, r.valid_from, r.rate_bp FROM catalog_pack k JOIN catalog_sku s ON s.id = k.sku_id"
        " JOIN catalog_product p ON p.id = s.product_id JOIN pricing_taxrate r ON r.tax_class_id = p.tax_class_id"
        f" WHERE {among('k.id', int)} ORDER BY k.id, r.valid_from DESC"
    )
    return Read(sql, (keys_text(pack_ids),), PackTaxRate)


def price_writes(written: Sequence[Written], *, actor_id: int, now: datetime) -> list[Write]:
    """New prices, changed ones, and what is remembered of both."""
    fresh = [_price_row(item.price) for item in written if item.before is None]
    changes = [item.price for item in written if item.before is not None]
    return [
        *([insert("pricing_price", fresh, name="fresh_prices")] if fresh else []),
        *([_changes_write(changes)] if changes else []),
        insert("pricing_pricerecord", [_record_row(item, actor_id, now) for item in written], name="price_records"),
    ]


def _price_row(price: PriceState) -> PriceRow:
    return PriceRow(
        price.pack_id,
        price.price_list_id,
        price.from_quantity_base,
        price.valid_from,
        price.valid_until,
        price.unit_price_micros,
    )


def _record_row(item: Written, actor_id: int, now: datetime) -> PriceRecordRow:
    values = msgspec.structs.asdict(_price_row(item.price))
    return PriceRecordRow(**values, recorded_at=now, actor_id=actor_id, reason=item.wanted.reason)


def _changes_write(prices: Sequence[PriceState]) -> Write:
    rows = [PriceChange(price.id, price.valid_until, price.unit_price_micros) for price in prices]
    sql = (
        "UPDATE pricing_price AS p SET unit_price_micros = d.unit_price_micros, valid_until = d.valid_until"
        f" FROM {records(PriceChange)} WHERE p.id = d.id RETURNING 1"
    )
    return Write("changed_prices", sql, (records_text(rows),), expected=len(rows))


def tax_rate_write(row: TaxRateRow) -> Write:
    return _replace("pricing_taxrate", [row], TaxRateRow, "tax_class_id, valid_from", "rate_bp")


def _replace(table: str, rows: Sequence[msgspec.Struct], shape: type[msgspec.Struct], key: str, value: str) -> Write:
    columns = ", ".join(shape.__struct_fields__)
    sql = (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {records(shape)} WHERE true"
        f" ON CONFLICT ({key}) DO UPDATE SET {value} = excluded.{value} RETURNING 1"
    )
    return Write("replaced", sql, (records_text(rows),), expected=len(rows))
