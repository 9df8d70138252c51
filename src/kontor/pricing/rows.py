"""The rows pricing writes: one Struct a table, fields named as columns."""

from __future__ import annotations

from datetime import date, datetime

import msgspec


class PriceListRow(msgspec.Struct, frozen=True):
    """A row of pricing_pricelist."""

    id: int
    business_id: int
    code: str
    name: str
    is_tax_inclusive: bool
    is_default: bool
    is_wide: bool
    kind: str
    customer_id: int | None
    valid_from: date | None
    valid_until: date | None
    version: int = 1


class PriceRow(msgspec.Struct, frozen=True):
    """A new row of pricing_price."""

    pack_id: int
    price_list_id: int
    from_quantity_base: int
    valid_from: date
    valid_until: date | None
    unit_price_micros: int


class PriceChange(msgspec.Struct, frozen=True):
    """What may change of a row of pricing_price."""

    id: int
    valid_until: date | None
    unit_price_micros: int


class PriceRecordRow(msgspec.Struct, frozen=True):
    """A row of pricing_pricerecord."""

    pack_id: int
    price_list_id: int
    from_quantity_base: int
    valid_from: date
    valid_until: date | None
    unit_price_micros: int
    recorded_at: datetime
    actor_id: int
    reason: str


class TaxRateRow(msgspec.Struct, frozen=True):
    """A row of pricing_taxrate, replaced when the same class and day are set again."""

    tax_class_id: int
    valid_from: date
    rate_bp: int


class AssignmentRow(msgspec.Struct, frozen=True):
    """A row of pricing_customerpricelist."""

    customer_id: int
    price_list_id: int | None
    version: int


class ChannelAssignmentRow(msgspec.Struct, frozen=True):
    """A row of pricing_channelpricelist."""

    channel_id: int
    business_id: int
    price_list_id: int | None
    version: int
