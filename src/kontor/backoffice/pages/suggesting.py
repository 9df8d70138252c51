"""What fits what somebody types: customers, and goods with their packs, stock and price. Pieces for htmx."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.access.types import Actor
from kontor.backoffice.pages.rendering import part
from kontor.backoffice.queries import Place, available_at, places
from kontor.catalog.errors import BarcodeUnknown
from kontor.catalog.queries import pack_of_barcode, packs_of_skus, search_products
from kontor.kernel.money import micros_from_decimal
from kontor.kernel.wire import quantity, text
from kontor.organization.calendar import business_date
from kontor.parties.queries import AreaFilter, CustomerFilter, list_areas, list_customers
from kontor.pricing.errors import PriceMissing
from kontor.pricing.queries import quote
from kontor.pricing.types import PackPrice

MOST: Final = 8


class PackChoice(msgspec.Struct, frozen=True):
    """A pack as the form's script reads it. `price_micros` is of one pack, null where there is none or it is hidden."""

    code: str
    factor: int
    price: str | None
    price_micros: int | None


class Suggestion(msgspec.Struct, frozen=True):
    """A SKU that fits; `pack` is the one to start with, `available` base units at the place, None where unknown."""

    sku: str
    name: str
    unit: str
    pack: str
    available: int | None
    packs: tuple[PackChoice, ...]

    @property
    def packs_json(self) -> str:
        return msgspec.json.encode(self.packs).decode()

    @property
    def price(self) -> str | None:
        return next((pack.price for pack in self.packs if pack.code == self.pack), None)


def customers(request: HttpRequest) -> HttpResponse:
    wanted = text(request, "customer_text")
    found: Sequence[Any] = ()
    if wanted:
        filters = CustomerFilter(search=wanted, is_active=True)
        found = list_customers(actor=actor_of(request), wanted=filters, limit=MOST).items
    return part(request, "parts/customer_choices.html", {"customers": found, "wanted": wanted})


def areas(request: HttpRequest) -> HttpResponse:
    """Areas that have a code, by its start or a part of the name."""
    wanted = text(request, "area_text")
    found: Sequence[Any] = ()
    if wanted:
        filters = AreaFilter(search=wanted.partition(",")[0], has_code=True)
        found = list_areas(actor=actor_of(request), wanted=filters, limit=MOST).items
    return part(request, "parts/area_choices.html", {"areas": found, "wanted": wanted})


def products(request: HttpRequest) -> HttpResponse:
    """By the start or a part of any word, a typing error in it, or a barcode; the closest first."""
    wanted, actor = text(request, "name"), actor_of(request)
    found = _goods(wanted, actor)
    offered = _with_terms(found, request, actor) if found else []
    return part(request, "parts/product_choices.html", {"products": offered, "wanted": wanted})


def _goods(wanted: str, actor: Actor) -> list[Suggestion]:
    """Best first, without terms. A barcode is one pack; it stands alone."""
    if len(wanted) >= 8 and wanted.isascii() and wanted.isdigit():
        try:
            scanned = pack_of_barcode(wanted, actor=actor)
        except BarcodeUnknown:
            pass
        else:
            return [Suggestion(scanned.sku, scanned.name, "", scanned.pack, None, ())] if scanned.is_active else []
    found = search_products(wanted, actor=actor, is_active=True, limit=MOST)
    return [Suggestion(row.sku, row.name, row.unit, row.unit, None, ()) for row in found]


def _with_terms(found: list[Suggestion], request: HttpRequest, actor: Actor) -> list[Suggestion]:
    codes, location = [sku.sku for sku in found], text(request, "location") or text(request, "from_location")
    place = next((place for place in places(actor=actor) if place.code == location), None)
    there = available_at(location, codes, actor=actor) if actor.may("stock.read") else {}
    packs = _packs(codes, place, text(request, "customer") or None, actor)
    units = {sku: next((pack.code for pack in some if pack.factor == 1), "") for sku, some in packs.items()}
    return [
        msgspec.structs.replace(
            sku,
            unit=sku.unit or units[sku.sku],
            available=there[sku.sku].available if sku.sku in there else 0 if place else None,
            packs=tuple(packs[sku.sku]),
        )
        for sku in found
        if sku.sku in packs
    ]


def _packs(
    codes: Sequence[str], place: Place | None, customer: str | None, actor: Actor
) -> dict[str, list[PackChoice]]:
    """SKU code -> its packs, with what the customer pays where the actor may know and a price list says so."""
    found: dict[str, list[PackChoice]] = {}
    if place is not None and actor.may("pricing.read"):
        on = business_date(timezone.now(), time_zone=place.time_zone, day_starts_at=place.day_starts_at)
        try:
            priced = quote(skus=codes, customer=customer, business_id=place.business_id, on=on, actor=actor)
        except PriceMissing:
            pass  # the place's business has no list yet: goods are still found
        else:
            for pack in priced.items:
                found.setdefault(pack.sku, []).append(_choice(pack))
            return found
    for row in packs_of_skus(codes):
        found.setdefault(row.sku, []).append(PackChoice(row.pack, row.factor, None, None))
    return found


def _choice(pack: PackPrice) -> PackChoice:
    micros = None if pack.unit_price is None else micros_from_decimal(quantity(pack.unit_price))
    return PackChoice(pack.pack, pack.factor, pack.unit_price, micros)
