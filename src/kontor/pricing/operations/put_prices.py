from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.catalog.queries import packs_of_skus
from kontor.kernel.errors import KontorError
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_rows, write_all
from kontor.kernel.wire import RequestKey
from kontor.pricing.errors import PriceInvalid
from kontor.pricing.models import PriceList
from kontor.pricing.operations.widen_lists import widen
from kontor.pricing.price_book import PriceBook, WantedPrice, Written
from kontor.pricing.price_rules import KnownPack, KnownPacks, ListFacts, wanted_price
from kontor.pricing.queries.price_lists import list_facts
from kontor.pricing.sql.prices import PackOnList, price_writes, prices_read, tax_rates_read
from kontor.pricing.types import PricePut, PutPrice, PutPrices, Verdict

MOST_PRICES: Final = 100_000


def put_prices(
    *,
    rows: Sequence[PricePut],
    actor: Actor,
    now: datetime,
    key: RequestKey | None = None,
    dry_run: bool = False,
) -> PutPrices:
    """Make the prices that are new, change those that differ; the same rows again change nothing.

    Every row gets its verdict; a refused one keeps no other from being written. A constant number of statements.
    `dry_run` gives the verdicts and writes nothing. Locks the price lists by ascending id. Orders keep the prices they
    were confirmed with. A selling price below the purchase price needs a reason and a right. Raises PriceInvalid for
    more than 100,000 rows.
    """
    if not 1 <= len(rows) <= MOST_PRICES:
        raise PriceInvalid(f"Send 1 to {MOST_PRICES} prices at a time.")
    return write_once(key, now, PutPrices, lambda: _put(rows, actor, now, dry_run))


def _put(rows: Sequence[PricePut], actor: Actor, now: datetime, dry_run: bool) -> PutPrices:
    lists = list_facts({row.price_list.strip() for row in rows}, actor=actor)
    lock_lists(lists.values())
    known = known_packs((row.sku for row in rows), lists.values())
    found = [found_price(row, lists, known) for row in rows]
    book = read_book(found, actor=actor, now=now)
    items = [_decided(row, wanted, book) for row, wanted in zip(rows, found, strict=True)]
    if book.written and not dry_run:
        write_book(book, lists.values(), actor=actor, now=now)
    verdicts = [item.verdict for item in items]
    return PutPrices(tuple(items), *(verdicts.count(name) for name in ("created", "updated", "unchanged", "refused")))


def lock_lists(lists: Iterable[ListFacts]) -> None:
    """So that two batches of one list follow each other. Sorted, so that they cannot deadlock."""
    ids = [price_list.id for price_list in lists]
    list(PriceList.objects.filter(id__in=ids).order_by("id").select_for_update(no_key=True).values_list("id"))


def known_packs(skus: Iterable[str], lists: Iterable[ListFacts]) -> KnownPacks:
    """The packs of these SKUs; their tax rates too where a list contains the tax."""
    packs = packs_of_skus({sku.strip() for sku in skus})
    rates: dict[int, list[tuple[date, int]]] = {}
    if any(price_list.is_tax_inclusive for price_list in lists):
        for row in read_rows(tax_rates_read([pack.id for pack in packs])):
            rates.setdefault(row.pack_id, []).append((row.valid_from, row.rate_bp))
    return KnownPacks(
        packs={(row.sku, row.pack): KnownPack(row.id, row.factor) for row in packs},
        base_packs={row.sku: row.base_unit for row in packs},
        tax_rates=rates,
    )


def found_price(row: PricePut, lists: Mapping[str, ListFacts], known: KnownPacks) -> WantedPrice | KontorError:
    """The row with its list and pack, or why it is refused."""
    try:
        return wanted_price(row, lists, known)
    except KontorError as error:
        return error


def decide(wanted: WantedPrice | KontorError, book: PriceBook) -> Verdict:
    """Raises the refusal that was found before, or the book's own."""
    if isinstance(wanted, KontorError):
        raise wanted
    return book.put(wanted)


def read_book(found: Iterable[WantedPrice | KontorError], *, actor: Actor, now: datetime) -> PriceBook:
    """The prices of these packs on these lists as they stand, and what the packs cost to buy."""
    wanted = [item for item in found if isinstance(item, WantedPrice)]
    tiers = {item.tier for item in wanted} | {cost.tier for item in wanted for cost in item.costs}
    keys = {PackOnList(tier.price_list_id, tier.pack_id) for tier in tiers}
    return PriceBook(read_rows(prices_read(keys)), today=now.date(), actor=actor)


def write_book(book: PriceBook, lists: Collection[ListFacts], *, actor: Actor, now: datetime) -> None:
    """What the book decided, remembered and audited, in one statement; two where there are prices by quantity."""
    tiered = {item.price.price_list_id for item in book.written if item.price.from_quantity_base}
    if tiered:
        widen({price_list.business_id for price_list in lists if price_list.id in tiered})
    audit = [
        audit_row(action="price.set", subject=_subject(item), diff=item.diff(), actor=actor, now=now)
        for item in book.written
    ]
    write_all([*price_writes(book.written, actor_id=actor.id, now=now), *audit_writes(audit)])


def _subject(item: Written) -> str:
    return f"pricing.price_list:{item.price.price_list_id}"


def _decided(row: PricePut, wanted: WantedPrice | KontorError, book: PriceBook) -> PutPrice:
    try:
        return PutPrice(row.price_list, row.sku, row.pack, decide(wanted, book))
    except KontorError as error:
        return PutPrice(row.price_list, row.sku, row.pack, "refused", error.detail, error.data.get("field"))
