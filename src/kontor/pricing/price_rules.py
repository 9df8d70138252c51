"""What a price or a rate must be like to be taken. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec

from kontor.kernel.money import micros_from_decimal
from kontor.kernel.wire import quantity as decimal
from kontor.pricing.errors import PriceInvalid, TaxRateInvalid
from kontor.pricing.types import MOST_PRICE_MICROS, PriceDraft

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2199, 12, 31)
MOST_RATE_BP: Final = 10_000


class PriceOfPack(msgspec.Struct, frozen=True):
    """A draft that found its pack."""

    pack_id: int
    sku: str
    pack: str
    unit_price_micros: int
    valid_from: date


class KnownPacks(msgspec.Struct):
    """Pack ids by SKU code and pack code, base packs by SKU code, and what this batch has set so far."""

    packs: Mapping[tuple[str, str], int]
    base_packs: Mapping[str, str]
    taken: set[tuple[int, date]]


def checked_price(draft: PriceDraft, known: KnownPacks) -> PriceOfPack:
    """Raises PriceInvalid for an unknown SKU or pack, a price out of range, and a pack named twice for one day."""
    sku, pack = draft.sku.strip(), draft.pack
    if sku not in known.base_packs:
        raise PriceInvalid(f"There is no SKU {sku!r}.", field="sku")
    pack = known.base_packs[sku] if pack is None else pack.strip()
    pack_id = known.packs.get((sku, pack))
    if pack_id is None:
        raise PriceInvalid(f"{sku} has no pack {pack!r}.", field="pack")
    micros = price_micros(draft.unit_price)
    check_day(draft.valid_from)
    if (pack_id, draft.valid_from) in known.taken:
        raise PriceInvalid(f"{sku} per {pack} from {draft.valid_from} is named twice.", field="valid_from")
    known.taken.add((pack_id, draft.valid_from))
    return PriceOfPack(pack_id, sku, pack, micros, draft.valid_from)


def price_micros(text: str) -> int:
    """A price in major units as micros. Raises PriceInvalid below 0 or beyond what Kontor counts."""
    micros = micros_from_decimal(decimal(text, "unit_price"))
    if not 0 <= micros <= MOST_PRICE_MICROS:
        raise PriceInvalid(f"A price is 0 to {MOST_PRICE_MICROS // 10**6}, not {text}.", field="unit_price")
    return micros


def check_day(day: date) -> None:
    if not EARLIEST <= day <= LATEST:
        raise PriceInvalid(f"valid_from is a day from {EARLIEST} to {LATEST}.", field="valid_from")


def check_rate(rate_bp: int) -> None:
    if not 0 <= rate_bp <= MOST_RATE_BP:
        raise TaxRateInvalid(f"rate_bp is 0 to {MOST_RATE_BP} (100 %).", field="rate_bp")
