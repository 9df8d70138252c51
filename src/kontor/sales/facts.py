"""What is read for a decision, as plain values: no database behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from kontor.customization.types import SchemaRow
from kontor.pricing.choosing import chosen_list
from kontor.pricing.types import NamedPriceList, PriceListTerms, SkuTerms
from kontor.sales.types import LineState, OrderState


class PlaceFacts(msgspec.Struct, frozen=True):
    """A location with what its branch and business rule. `areas`: those it serves, as `sales/registration.py` says."""

    location_id: int
    location: str
    branch_id: int
    business_id: int
    currency: str
    time_zone: str
    day_starts_at: str
    closed_through_on: date | None
    is_active: bool
    accepts_shortage: bool
    deduct_at: str
    areas: str


class CustomerFacts(msgspec.Struct, frozen=True):
    """`area_way` is the area it is registered for and those above, as `sales/registration.py` says."""

    id: int
    code: str
    is_active: bool
    channel_id: int | None
    area_way: str


class PlacingFacts(msgspec.Struct):
    """Everything read for a batch of drafts, by the codes the drafts use."""

    places: Mapping[str, PlaceFacts]
    customers: Mapping[str, CustomerFacts]
    terms_by_date: Mapping[date, Mapping[str, SkuTerms]]
    price_lists: Sequence[PriceListTerms]
    named_lists: Sequence[NamedPriceList]
    channels: Mapping[str, int]
    people: Mapping[str, int]
    custom_schema: SchemaRow | None = None


class Terms(msgspec.Struct, frozen=True):
    """Prices of the day, for lines that are new or change their pack."""

    skus: Mapping[str, SkuTerms]
    price_list: PriceListTerms
    on: date


class EarlierReversal(msgspec.Struct, frozen=True):
    """A reversal that carries the same external reference."""

    id: int
    number: str
    order_id: int | None
    currency: str
    net_minor: int
    tax_minor: int
    total_minor: int
    source: str
    external_reference: str


class ReturnedBefore(msgspec.Struct, frozen=True):
    """What came back of an order line so far, base units and minor units."""

    order_line_id: int
    quantity_base: int
    net_minor: int
    tax_minor: int


class ReversalFacts(msgspec.Struct):
    reversal_ids: Sequence[int]
    posting_ids: Sequence[int]
    places: Mapping[str, PlaceFacts]
    customers: Mapping[str, CustomerFacts]
    price_lists: Sequence[PriceListTerms]
    orders: Mapping[int, OrderState]
    lines: Mapping[int, list[LineState]]
    returned: Mapping[int, ReturnedBefore]
    issue_costs: Mapping[tuple[int, int], int]
    earlier: Mapping[tuple[str, str], EarlierReversal]
    terms: Mapping[str, SkuTerms]

    def price_list(self, business_id: int, customer: str | None, on: date) -> PriceListTerms | None:
        return chosen_list(self.price_lists, business_id=business_id, customer=customer, on=on)
