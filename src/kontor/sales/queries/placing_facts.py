"""Everything placing orders must know: master data, prices, stock, earlier twins, the stored answer."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice
from typing import Final, NamedTuple

import msgspec
from django.db import connection

from kontor.customization.document_kinds import SALES_ORDER
from kontor.customization.queries import newest_schema_read
from kontor.inventory.sql.levels import levels_by_code_read
from kontor.inventory.types import LevelState
from kontor.kernel.idempotency import KeyRow, answers_read
from kontor.kernel.ids import Id, next_ids
from kontor.kernel.statements import Read, read_all, read_rows
from kontor.organization.calendar import business_date
from kontor.pricing.queries import (
    TermsRow,
    gather,
    is_wide,
    learns_wide,
    named_lists_read,
    price_lists_read,
    sku_terms_read,
    terms_on_lists_read,
)
from kontor.pricing.types import SkuTerms
from kontor.sales.answers import answer_of
from kontor.sales.facts import PlacingFacts
from kontor.sales.placing_calls import Asked, Batch, PlacingCall, asked_now
from kontor.sales.sql.orders import orders_read
from kontor.sales.sql.placing import (
    EarlierOrder,
    ExternalKey,
    channels_read,
    customers_read,
    earlier_orders_read,
    people_read,
    places_read,
)
from kontor.sales.types import ItemResult, OrderAnswer, OrderDraft

_CLOCKS_KEPT_SECONDS: Final = 5.0


class Goods:
    """Prices and stock of the goods in a batch, each SKU asked for once, when its part of the batch comes up."""

    def __init__(self, drafts: Sequence[OrderDraft], days: Sequence[date]) -> None:
        self.locations = sorted({draft.location for draft in drafts})
        self.customers = sorted({draft.customer for draft in drafts if draft.customer})
        self.channels = sorted({draft.channel for draft in drafts if draft.channel})
        self.terms: dict[date, dict[str, SkuTerms]] = {on: {} for on in sorted(set(days))}
        self.lists = sorted({line.price_list for draft in drafts for line in draft.lines if line.price_list})
        self.known_lists: set[int] | None = None
        """The price lists that may count for the whole batch, once they were read."""
        self._asked: set[str] = set()

    def reads_for(self, drafts: Sequence[OrderDraft]) -> list[Read]:
        """What to read for goods that were not asked for before, if there are any. `keep_prices` takes the rows."""
        skus = sorted({line.sku for draft in drafts for line in draft.lines} - self._asked)
        self._asked.update(skus)
        return [levels_by_code_read(self.locations, skus), *self._price_reads(skus)] if skus else []

    def reads_again(self) -> list[Read]:
        """The prices alone, of all goods asked for so far."""
        return self._price_reads(sorted(self._asked))

    def keep_prices(self, levels: list[LevelState], *pages: list[TermsRow]) -> list[LevelState]:
        """Keep the prices; the stock levels, which are for the book, are given back."""
        for on, page in zip(self.terms, pages, strict=True):
            self.terms[on].update(gather(page))
        return levels

    def _price_reads(self, skus: Sequence[str]) -> list[Read]:
        if self.known_lists is not None:
            return [terms_on_lists_read(skus, on, price_list_ids=self.known_lists) for on in self.terms]
        codes = {"customer_codes": self.customers, "list_codes": self.lists, "channel_codes": self.channels}
        return [sku_terms_read(skus, on, **codes) for on in self.terms]


class PlacingReads(msgspec.Struct):
    batch: Batch
    facts: PlacingFacts
    goods: Goods
    order_ids: list[Id]
    posting_ids: list[Id]
    levels: list[LevelState]
    answered: dict[str, KeyRow]
    earlier: dict[tuple[str, str], OrderAnswer]

    def asked(self) -> list[Asked]:
        """The drafts to be decided: of the calls that were not answered before."""
        ids = ((order.id, posting.id) for order, posting in zip(self.order_ids, self.posting_ids, strict=True))
        return asked_now(self.batch, ids, self.answered)

    def earlier_order(self, draft: OrderDraft) -> OrderAnswer | None:
        return self.earlier.get((draft.source, draft.external_reference)) if draft.external_reference else None

    def remember(self, draft: OrderDraft, result: ItemResult) -> None:
        """So that the same document twice in one batch is one order."""
        if draft.external_reference and result.order:
            self.earlier[draft.source, draft.external_reference] = result.order


def read_placing_facts(batch: Batch, *, first: int | None = None) -> PlacingReads:
    """One round trip on PostgreSQL as a rule: prices and stock for the `first` drafts, all else for all of them.

    One more where a draft's external reference is there already. `answered` are the keys that have an answer, not those
    just claimed.
    """
    drafts = batch.drafts
    goods = Goods(drafts, batch.dates)
    read_wide = is_wide()
    of_goods, optional = goods.reads_for(drafts[:first]), _optional_reads(drafts, goods)
    fixed = [
        next_ids("sales_salesorder", len(drafts)),
        next_ids("inventory_stockposting", len(drafts)),
        answers_read(batch.keys),
        places_read(goods.locations),
        customers_read(goods.customers),
        newest_schema_read(SALES_ORDER),
        price_lists_read(goods.customers, goods.channels),
    ]
    rows = iter(read_all([*fixed, *of_goods, *optional.values()]))
    order_ids, posting_ids, answered, places, found, schemas, lists = islice(rows, len(fixed))
    found_goods = list(islice(rows, len(of_goods)))
    named = dict(zip(optional, rows, strict=True))
    if learns_wide(lists, read_wide=read_wide):
        lists, *found_goods[1:] = read_all([price_lists_read(goods.customers, goods.channels), *goods.reads_again()])
    named_lists = named.get("lists", [])
    goods.known_lists = {terms.price_list_id for terms in [*lists, *named_lists]}
    facts = PlacingFacts(
        places={place.location: place for place in places},
        customers={customer.code: customer for customer in found},
        terms_by_date=goods.terms,
        price_lists=lists,
        named_lists=named_lists,
        channels={row.code: row.id for row in named.get("channels", [])},
        people={row.code: row.id for row in named.get("people", [])},
        custom_schema=next(iter(schemas), None),
    )
    earlier = _answers(named.get("earlier", []))
    levels = goods.keep_prices(*found_goods) if of_goods else []
    answers = {row.token: row for row in answered if row.answer}
    return PlacingReads(batch, facts, goods, order_ids, posting_ids, levels, answers, earlier)


def _optional_reads(drafts: Sequence[OrderDraft], goods: Goods) -> dict[str, Read]:
    """Reads that only some orders need, so that the others do not pay for them."""
    named = {draft.sales_rep for draft in drafts} | {draft.area_sales_manager for draft in drafts}
    people = sorted(person for person in named if person)
    keys = [ExternalKey(draft.source, draft.external_reference) for draft in drafts if draft.external_reference]
    reads = {"channels": channels_read(goods.channels)} if goods.channels else {}
    reads |= {"lists": named_lists_read(goods.lists)} if goods.lists else {}
    reads |= {"people": people_read(people)} if people else {}
    return reads | ({"earlier": earlier_orders_read(keys)} if keys else {})


def _answers(found: Sequence[EarlierOrder]) -> dict[tuple[str, str], OrderAnswer]:
    if not found:
        return {}
    orders = {order.id: order for order in read_rows(orders_read([row.id for row in found]))}
    return {
        (row.source, row.external_reference): answer_of(orders[row.id], version=orders[row.id].version) for row in found
    }


class _Clock(NamedTuple):
    time_zone: str
    day_starts_at: str
    read_at: float


_clocks: dict[tuple[str, str], _Clock] = {}


def order_dates(calls: Sequence[PlacingCall]) -> list[date]:
    """The business date of each draft of all calls."""
    return dates_at([(draft.location, draft.ordered_at or call.now) for call in calls for draft in call.drafts])


def dates_at(moments: Sequence[tuple[str, datetime]]) -> list[date]:
    """The business date of each (location code, instant). A branch's clock is kept in memory for five seconds.

    An unknown location gets the UTC date; the document is refused for it later.
    """
    clocks = _clocks_of({location for location, _ in moments})
    return [
        business_date(at, time_zone=clocks[location].time_zone, day_starts_at=clocks[location].day_starts_at)
        for location, at in moments
    ]


def _clocks_of(locations: set[str]) -> dict[str, _Clock]:
    database, at = str(connection.settings_dict["NAME"]), time.monotonic()
    known = {
        code: clock
        for code in locations
        if (clock := _clocks.get((database, code))) and at - clock.read_at < _CLOCKS_KEPT_SECONDS
    }
    missing = sorted(locations - known.keys())
    if missing:
        for place in read_rows(places_read(missing)):
            known[place.location] = _Clock(place.time_zone, place.day_starts_at, at)
        _clocks.update({(database, code): known[code] for code in missing if code in known})
    return {code: known.get(code, _Clock("UTC", "00:00:00", at)) for code in locations}
