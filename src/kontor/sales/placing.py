"""Deciding drafts: what each line costs and whether it may be taken. Pure: facts in, decided orders out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import msgspec

from kontor.access.types import Actor
from kontor.customization.fields import new_custom
from kontor.inventory.errors import PeriodClosed
from kontor.kernel.errors import NotFound
from kontor.kernel.money import Money, micros_from_decimal
from kontor.kernel.wire import base_units
from kontor.kernel.wire import quantity as decimal
from kontor.organization.calendar import business_date
from kontor.pricing.calculation import price_lines
from kontor.pricing.choosing import chosen_list
from kontor.pricing.missing import no_list, no_price, no_rate
from kontor.pricing.types import LineToPrice, PackTerms, PricedDocument, PriceListTerms, SkuTerms
from kontor.sales.errors import (
    ConfirmForbidden,
    CustomerInactive,
    CustomerNotRegistered,
    CustomerUnknown,
    OrderInvalid,
    PriceMissing,
    PriceOverrideForbidden,
    ProductInactive,
    ProductUnknown,
)
from kontor.sales.facts import CustomerFacts, PlaceFacts, PlacingFacts, Terms
from kontor.sales.registration import is_registered
from kontor.sales.types import DraftLine, LineState, OrderDraft

MOST_LINES: Final = 2_000
MOST_MINOR: Final = 10**15  # of one order; sums of many still fit the databases' integers
MOST_PRICE: Final = 10**9
WHEN_SHORT: Final = frozenset({"refuse", "hold", "backorder"})
ORDER_MIXES: Final = frozenset({"", "fresh", "dynamic"})


class PricedDraft(msgspec.Struct):
    """A draft that can be taken as far as master data and prices go; stock has not been asked yet."""

    draft: OrderDraft
    place: PlaceFacts
    customer: CustomerFacts | None
    channel_id: int | None
    ordered_at: datetime
    business_date: date
    is_tax_inclusive: bool
    people: Mapping[str, int]
    priced: PricedDocument
    lines: list[LineState]
    custom: str


def price_draft(draft: OrderDraft, facts: PlacingFacts, *, actor: Actor, now: datetime) -> PricedDraft:
    """Check one draft against master data and price it. Raises a KontorError that names what is wrong with it."""
    place = _place(draft, facts, actor)
    customer = _customer(draft, facts)
    _check_registration(draft, customer, place)
    ordered_at = draft.ordered_at or now
    on = business_date(ordered_at, time_zone=place.time_zone, day_starts_at=place.day_starts_at)
    if place.closed_through_on is not None and on <= place.closed_through_on:
        raise PeriodClosed(f"The books are closed through {place.closed_through_on}; date the order after that.")
    _check_header(draft, facts)
    _check_rights(draft, actor)
    custom = new_custom(facts.custom_schema, draft.custom, is_fact=draft.counter_sale)
    price_list = _price_list(draft, place, facts, on)
    terms = Terms(facts.terms_by_date.get(on, {}), price_list, on)
    lines = [
        draft_line(position, line, _line_terms(line, terms, facts), actor)
        for position, line in enumerate(draft.lines, start=1)
    ]
    priced = price_state(
        lines,
        discount_minor=discount_of(draft.discount, place.currency, actor),
        is_tax_inclusive=price_list.is_tax_inclusive,
        currency=place.currency,
    )
    channel_id = facts.channels[draft.channel] if draft.channel else (customer.channel_id if customer else None)
    return PricedDraft(
        draft=draft,
        place=place,
        customer=customer,
        channel_id=channel_id,
        ordered_at=ordered_at,
        business_date=on,
        is_tax_inclusive=price_list.is_tax_inclusive,
        people=facts.people,
        priced=priced,
        lines=lines,
        custom=custom,
    )


def price_state(
    lines: Sequence[LineState], *, discount_minor: int, is_tax_inclusive: bool, currency: str
) -> PricedDocument:
    """Price `lines` as they stand and write the amounts onto them."""
    priced = price_lines(
        [
            LineToPrice(
                line.quantity_base, line.pack_factor, line.unit_price_micros, line.discount_bp, line.tax_rate_bp
            )
            for line in lines
        ],
        document_discount_minor=discount_minor,
        is_tax_inclusive=is_tax_inclusive,
        currency=currency,
    )
    if priced.total_minor > MOST_MINOR:
        raise OrderInvalid("That is worth more than Kontor counts.", field="lines")
    for line, amounts in zip(lines, priced.lines, strict=True):
        line.discount_minor = amounts.discount_minor
        line.net_minor = amounts.net_minor
        line.tax_minor = amounts.tax_minor
    return priced


def _place(draft: OrderDraft, facts: PlacingFacts, actor: Actor) -> PlaceFacts:
    place = facts.places.get(draft.location)
    if place is None or place.branch_id not in actor.branch_ids:
        raise NotFound(f"There is no location {draft.location!r} for you.", field="location")
    if not place.is_active:
        raise OrderInvalid(f"{draft.location} is closed; choose another location.", field="location")
    return place


def _customer(draft: OrderDraft, facts: PlacingFacts) -> CustomerFacts | None:
    if draft.customer is None:
        if not draft.counter_sale:
            raise OrderInvalid("Name the customer; only a counter sale can do without.", field="customer")
        return None
    customer = facts.customers.get(draft.customer)
    if customer is None:
        raise CustomerUnknown(f"There is no customer {draft.customer!r}.", customer=draft.customer)
    if not customer.is_active:
        raise CustomerInactive(f"{draft.customer} is delisted.", customer=draft.customer)
    return customer


def _check_registration(draft: OrderDraft, customer: CustomerFacts | None, place: PlaceFacts) -> None:
    """A counter sale asks nothing: whoever stands at the counter is served."""
    if customer is None or draft.counter_sale or is_registered(customer.area_way, place.areas):
        return
    raise CustomerNotRegistered(
        f"{customer.code} is not registered for an area that {place.location} serves."
        " Order from another location, or change the customer's area or the areas of the location.",
        customer=customer.code,
        location=place.location,
    )


def _check_header(draft: OrderDraft, facts: PlacingFacts) -> None:
    if not draft.lines:
        raise OrderInvalid("An order needs at least one line.", field="lines")
    if len(draft.lines) > MOST_LINES:
        raise OrderInvalid(f"An order has at most {MOST_LINES} lines; split it.", field="lines")
    if draft.priority not in (1, 2, 3):
        raise OrderInvalid("priority is 1, 2 or 3.", field="priority")
    if draft.when_short not in WHEN_SHORT:
        raise OrderInvalid("when_short is refuse, hold or backorder.", field="when_short")
    if draft.counter_sale and draft.when_short != "refuse":
        raise OrderInvalid("A counter sale hands over what is there; leave out when_short.", field="when_short")
    if draft.order_mix not in ORDER_MIXES:
        raise OrderInvalid("order_mix is fresh, dynamic or empty.", field="order_mix")
    if draft.location_capacity is not None and not 0 <= draft.location_capacity <= 2_000_000_000:
        raise OrderInvalid("location_capacity is a count of base units.", field="location_capacity")
    for name, most in (("route", 40), ("source", 40), ("external_reference", 80)):
        if len(getattr(draft, name)) > most:
            raise OrderInvalid(f"{name} has at most {most} characters.", field=name)
    if draft.channel is not None and draft.channel not in facts.channels:
        raise OrderInvalid(f"There is no channel {draft.channel!r}.", field="channel")
    for name in ("sales_rep", "area_sales_manager"):
        person = getattr(draft, name)
        if person is not None and person not in facts.people:
            raise OrderInvalid(f"There is no user {person!r}.", field=name)


def _check_rights(draft: OrderDraft, actor: Actor) -> None:
    """Placing alone promises and hands over nothing, and leaves the price list's prices as they are."""
    if (draft.confirm or draft.counter_sale) and not actor.may("sales.confirm"):
        raise ConfirmForbidden("Leave out confirm and counter_sale.", right="sales.confirm")


def discount_of(text: str, currency: str, actor: Actor, *, was_minor: int = 0) -> int:
    """A document's discount in minor units. Raises PriceOverrideForbidden unless `actor` may change it."""
    discount_minor = Money.parse(text, currency).amount_minor
    if discount_minor != was_minor and not actor.may("sales.override_price"):
        raise PriceOverrideForbidden("Leave the discount as it is.", right="sales.override_price")
    return discount_minor


def _price_list(draft: OrderDraft, place: PlaceFacts, facts: PlacingFacts, on: date) -> PriceListTerms:
    chosen = chosen_list(
        facts.price_lists, business_id=place.business_id, customer=draft.customer, channel=draft.channel, on=on
    )
    if chosen is None:
        raise PriceMissing(no_list(on))
    return chosen


def _line_terms(line: DraftLine, terms: Terms, facts: PlacingFacts) -> Terms:
    """What a line is priced from: the order's list, or the one it names. Both must treat tax alike."""
    if line.price_list is None:
        return terms
    price_list = terms.price_list
    for named in facts.named_lists:
        if named.code == line.price_list and named.business_id == price_list.business_id:
            if named.is_tax_inclusive != price_list.is_tax_inclusive:
                raise OrderInvalid(
                    f"{named.code} and the order's price list do not both contain the tax; order these lines apart.",
                    field="price_list",
                )
            its_own = msgspec.structs.replace(
                price_list, price_list_id=named.price_list_id, code=named.code, own_list_id=None
            )
            return Terms(terms.skus, its_own, terms.on)
    raise OrderInvalid(f"There is no price list {line.price_list!r}.", field="price_list")


def draft_line(position: int, line: DraftLine, terms: Terms, actor: Actor) -> LineState:
    """One wanted line, checked and priced by the list. Raises a KontorError that names the field."""
    where = f"lines[{position - 1}]"
    sku = terms.skus.get(line.sku)
    if sku is None:
        raise ProductUnknown(f"There is no product {line.sku!r}.", field=f"{where}.sku", product=line.sku)
    if not sku.is_active:
        raise ProductInactive(f"{line.sku} is not for sale.", field=f"{where}.sku", product=line.sku)
    pack = _pack(line, sku, where)
    quantity_base = base_units(line.quantity, pack.factor, f"{where}.quantity")
    if quantity_base <= 0:
        raise OrderInvalid(f"{line.sku}: the quantity must be more than 0.", field=f"{where}.quantity")
    if not 0 <= line.discount_bp <= 10_000:
        raise OrderInvalid("discount_bp is 0 to 10000 (100 %).", field=f"{where}.discount_bp")
    if sku.tax_rate_bp is None:
        raise PriceMissing(no_rate(line.sku, terms.on), product=line.sku)
    listed, unit = _prices(line, sku, pack, quantity_base, terms, actor)
    return LineState(
        id=0,
        order_id=0,
        position=position,
        sku_id=sku.sku_id,
        sku_code=sku.code,
        pack_code=pack.code,
        pack_factor=pack.factor,
        is_stocked=sku.is_stocked,
        is_free=line.is_free,
        quantity_base=quantity_base,
        list_price_micros=listed,
        unit_price_micros=unit,
        discount_bp=line.discount_bp,
        tax_rate_bp=sku.tax_rate_bp,
        discount_minor=0,
        net_minor=0,
        tax_minor=0,
        reserved_base=0,
        issued_base=0,
        shipped_base=0,
    )


def _pack(line: DraftLine, sku: SkuTerms, where: str) -> PackTerms:
    """A factor is never implicit: an unknown pack is refused, none named is the base pack."""
    if line.pack is None:
        return sku.base_pack()
    pack = sku.packs.get(line.pack)
    if pack is None:
        known = ", ".join(sorted(sku.packs))
        raise OrderInvalid(f"{line.sku} has no pack {line.pack!r}; it has {known}.", field=f"{where}.pack")
    return pack


def _prices(
    line: DraftLine, sku: SkuTerms, pack: PackTerms, quantity_base: int, terms: Terms, actor: Actor
) -> tuple[int, int]:
    """The list's price and the price charged, per pack. Free lines and other prices need a right of their own."""
    listed = sku.unit_price_micros(pack, terms.price_list, quantity_base)
    changes_price = line.unit_price is not None or line.price_list is not None or line.is_free or line.discount_bp
    if changes_price and not actor.may("sales.override_price"):
        raise PriceOverrideForbidden(
            f"{line.sku}: leave out unit_price, price_list, discount_bp and is_free.", product=line.sku
        )
    if line.is_free:
        return listed or 0, 0
    if line.unit_price is not None:
        given = micros_from_decimal(_price(line.unit_price))
        return listed if listed is not None else given, given
    if listed is None:
        missing = no_price(line.sku, pack.code, terms.price_list, terms.on)
        raise PriceMissing(f"{missing}; set one or name another pack.", product=line.sku)
    return listed, listed


def _price(text: str) -> Decimal:
    value = decimal(text, "unit_price")
    if not 0 <= value <= MOST_PRICE:
        raise OrderInvalid("A price is not negative, and at most a billion.", field="unit_price")
    return value
