from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from kontor.access.audit import AuditRow, audit_row, audit_writes
from kontor.access.types import Actor
from kontor.catalog.queries import packs_of_skus
from kontor.kernel.money import decimal_from_micros
from kontor.kernel.row_checks import check_rows
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_rows, write_all
from kontor.kernel.wire import RequestKey
from kontor.pricing.errors import PriceInvalid
from kontor.pricing.models import PriceList
from kontor.pricing.price_rules import KnownPacks, PriceOfPack, checked_price
from kontor.pricing.queries import price_list_detail
from kontor.pricing.rows import PriceRow
from kontor.pricing.sql.prices import PriceKey, prices_write, same_day_prices_read
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
    """Set every price or none, in a constant number of statements; one of the same pack and day is replaced.

    Orders keep the prices they were confirmed with. Locks the price list, so that two batches follow each other. Raises
    PriceListNotFound, PriceInvalid, or RowsInvalid naming every refused row. The same key answers the same.
    """
    if not 1 <= len(drafts) <= MOST_PRICES:
        raise PriceInvalid(f"Send 1 to {MOST_PRICES} prices at a time.")
    return write_once(key, now, PricesSet, lambda: _set(price_list_id, drafts, actor, now))


def _set(price_list_id: int, drafts: Sequence[PriceDraft], actor: Actor, now: datetime) -> PricesSet:
    price_list_detail(price_list_id=price_list_id, actor=actor)
    list(PriceList.objects.filter(id=price_list_id).select_for_update(no_key=True).values_list("id"))
    known = _known_packs(drafts)
    checked = check_rows(drafts, lambda draft: checked_price(draft, known))
    before = _same_day(price_list_id, checked)
    changed = [price for price in checked if before.get(_key(price, price_list_id)) != price.unit_price_micros]
    if changed:
        rows = [PriceRow(price.pack_id, price_list_id, price.valid_from, price.unit_price_micros) for price in changed]
        audit = [_audit(price, price_list_id, before, actor, now) for price in changed]
        write_all([prices_write(rows), *audit_writes(audit)])
    return PricesSet(price_list_id, len(drafts), len(changed))


def _known_packs(drafts: Sequence[PriceDraft]) -> KnownPacks:
    packs = packs_of_skus({draft.sku.strip() for draft in drafts})
    return KnownPacks(
        packs={(row.sku, row.pack): row.id for row in packs},
        base_packs={row.sku: row.base_unit for row in packs},
        taken=set(),
    )


def _key(price: PriceOfPack, price_list_id: int) -> PriceKey:
    return PriceKey(price.pack_id, price_list_id, price.valid_from)


def _same_day(price_list_id: int, prices: Sequence[PriceOfPack]) -> dict[PriceKey, int]:
    rows = read_rows(same_day_prices_read([_key(price, price_list_id) for price in prices]))
    return {PriceKey(row.pack_id, row.price_list_id, row.valid_from): row.unit_price_micros for row in rows}


def _audit(
    price: PriceOfPack, price_list_id: int, before: dict[PriceKey, int], actor: Actor, now: datetime
) -> AuditRow:
    old = before.get(_key(price, price_list_id))
    values = (None if old is None else str(decimal_from_micros(old)), str(decimal_from_micros(price.unit_price_micros)))
    return audit_row(
        action="price.set",
        subject=f"pricing.price_list:{price_list_id}",
        diff={f"{price.sku} per {price.pack} from {price.valid_from}": values},
        actor=actor,
        now=now,
    )
