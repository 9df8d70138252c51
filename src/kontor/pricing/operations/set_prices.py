from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from kontor.access.types import Actor
from kontor.kernel.row_checks import check_rows
from kontor.kernel.small_writes import write_once
from kontor.kernel.wire import RequestKey
from kontor.pricing.errors import PriceInvalid
from kontor.pricing.operations.put_prices import decide, found_price, known_packs, lock_lists, read_book, write_book
from kontor.pricing.price_rules import put_of
from kontor.pricing.queries.price_lists import facts_of_list
from kontor.pricing.types import PriceDraft, PricesSet

MOST_PRICES: Final = 5_000


def set_prices(
    *,
    price_list_id: int,
    drafts: Sequence[PriceDraft],
    actor: Actor,
    now: datetime,
    key: RequestKey | None = None,
) -> PricesSet:
    """Set every price or none, in a constant number of statements; one of the same tier and day is replaced.

    Orders keep the prices they were confirmed with. Locks the price list, so that two batches follow each other. Raises
    PriceListNotFound, PriceInvalid, PricesOverlap, PriceBelowCost, or RowsInvalid naming every refused row. The same
    key answers the same.
    """
    if not 1 <= len(drafts) <= MOST_PRICES:
        raise PriceInvalid(f"Send 1 to {MOST_PRICES} prices at a time.")
    return write_once(key, now, PricesSet, lambda: _set(price_list_id, drafts, actor, now))


def _set(price_list_id: int, drafts: Sequence[PriceDraft], actor: Actor, now: datetime) -> PricesSet:
    price_list = facts_of_list(price_list_id, actor=actor)
    lock_lists([price_list])
    known, lists = known_packs((draft.sku for draft in drafts), [price_list]), {price_list.code: price_list}
    found = [found_price(put_of(draft, price_list), lists, known) for draft in drafts]
    book = read_book(found, actor=actor, now=now)
    check_rows(found, lambda wanted: decide(wanted, book))
    if book.written:
        write_book(book, [price_list], actor=actor, now=now)
    return PricesSet(price_list_id, len(drafts), len(book.written))
