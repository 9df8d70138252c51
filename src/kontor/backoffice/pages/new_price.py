"""Putting a price on a list: which pack, from how many on, from which day, how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.http import actor_of
from kontor.backoffice.pages.fields import Field, Filled, day_of, refused_fields, sent_fields, shown_fields, values_of
from kontor.backoffice.pages.posted import key_after, new_key, posted_call
from kontor.backoffice.pages.rendering import go_to, page
from kontor.backoffice.queries.names import sku_names
from kontor.catalog.errors import SkuNotFound
from kontor.catalog.queries import packs_of_skus
from kontor.kernel.errors import InvalidInput, KontorError, NotFound
from kontor.kernel.wire import known_id, text
from kontor.pricing.operations import set_prices
from kontor.pricing.queries import price_list_detail, prices_in
from kontor.pricing.types import PriceDraft, PriceListItem

_MOST_PRICES: Final = 100


def new_price(request: HttpRequest, price_list_id: int) -> HttpResponse:
    """A price of the same pack, quantity and day is replaced; orders keep what they were confirmed with."""
    found = price_list_detail(price_list_id=known_id(price_list_id), actor=actor_of(request))
    sku = _sku(request)
    fields = _fields(found, sku)
    if request.method != "POST":
        values = {"pack": text(request, "pack", most=20), "valid_from": timezone.localdate()}
        values["minimum_quantity"] = text(request, "from", most=20)
        return _form(request, found, sku, shown_fields(fields, values), key=new_key())
    filled = sent_fields(request, fields)
    try:
        draft = _draft(sku, values_of(filled))
        set_prices(price_list_id=found.id, drafts=[draft], **posted_call(request)._asdict())
    except NotFound:
        raise
    except KontorError as refusal:
        filled = refused_fields(filled, refusal, {})
        return _form(request, found, sku, filled, key=key_after(request, refusal), refusal=refusal)
    path = reverse("page-price-list", args=[found.id])
    return go_to(request, f"{path}?{_shows(sku, draft)}")


def _shows(sku: str, draft: PriceDraft) -> str:
    """The list as of the price's first day, where that is still to come, narrowed to the SKU."""
    later = {"on": draft.valid_from.isoformat()} if draft.valid_from > timezone.localdate() else {}
    return urlencode({"search": sku, **later})


def _sku(request: HttpRequest) -> str:
    """The SKU that was chosen, or typed without taking it from the list. Raises SkuNotFound without any."""
    given = request.POST if request.method == "POST" else request.GET
    sku = (given.get("sku", "") or given.get("name", "")).strip()[:40]
    if not sku or "\0" in sku:
        raise SkuNotFound(_("Say which product the price is for."))
    return sku


def _fields(found: PriceListItem, sku: str) -> list[Field]:
    packs = sorted(packs_of_skus([sku]), key=lambda pack: (pack.factor, pack.pack))
    if not packs:
        raise SkuNotFound(_("There is no product %(sku)s.") % {"sku": sku})
    choices = [(one.pack, f"{one.pack}, {one.factor} {one.base_unit}" if one.factor > 1 else one.pack) for one in packs]
    price = _("Price of one, %(currency)s") % {"currency": found.currency}
    return [
        Field("pack", gettext_lazy("Pack"), kind="choice", choices=choices),
        Field("unit_price", price, kind="number", most=18, is_required=True),
        Field("valid_from", gettext_lazy("From"), kind="day", is_required=True),
        Field("valid_until", gettext_lazy("Last day"), kind="day", hint=gettext_lazy("Empty: until the next begins.")),
        Field(
            "minimum_quantity",
            gettext_lazy("For lines of at least, packs"),
            kind="number",
            most=20,
            hint=gettext_lazy("Empty: whatever the quantity."),
        ),
        Field("reason", gettext_lazy("Reason"), most=200, hint=gettext_lazy("Needed below the purchase price.")),
    ]


def _draft(sku: str, texts: Mapping[str, str]) -> PriceDraft:
    since = day_of(texts, "valid_from")
    if since is None:
        raise InvalidInput(_("Say from which day on."), field="valid_from")
    if not texts["unit_price"]:
        raise InvalidInput(_("Write a price such as 31.20."), field="unit_price")
    return PriceDraft(
        sku=sku,
        unit_price=texts["unit_price"],
        valid_from=since,
        pack=texts["pack"] or None,
        minimum_quantity=texts["minimum_quantity"] or 0,
        valid_until=day_of(texts, "valid_until"),
        reason=texts["reason"],
    )


def _form(
    request: HttpRequest,
    found: PriceListItem,
    sku: str,
    filled: Sequence[Filled],
    *,
    key: str,
    refusal: KontorError | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    history = prices_in(found, sku=sku, limit=_MOST_PRICES, sort="-id").items
    context: dict[str, Any] = {
        "list": found,
        "sku": sku,
        "name": sku_names([sku], actor=actor).get(sku, sku),
        "prices": history,
        "filled": filled,
        "key": key,
        "refusal": refusal,
    }
    return page(request, "price_new.html", context, status=refusal.status if refusal else 200)
