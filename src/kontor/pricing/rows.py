"""The rows pricing writes: one Struct a table, fields named as columns."""

from __future__ import annotations

from datetime import date

import msgspec


class PriceListRow(msgspec.Struct, frozen=True):
    """A row of pricing_pricelist."""

    id: int
    business_id: int
    code: str
    name: str
    is_tax_inclusive: bool
    is_default: bool
    version: int = 1


class PriceRow(msgspec.Struct, frozen=True):
    """A row of pricing_price, replaced when the same pack, list and day are set again."""

    pack_id: int
    price_list_id: int
    valid_from: date
    unit_price_micros: int


class TaxRateRow(msgspec.Struct, frozen=True):
    """A row of pricing_taxrate, replaced when the same class and day are set again."""

    tax_class_id: int
    valid_from: date
    rate_bp: int


class AssignmentRow(msgspec.Struct, frozen=True):
    """A row of pricing_customerpricelist, replaced when the customer gets another list."""

    customer_id: int
    price_list_id: int
