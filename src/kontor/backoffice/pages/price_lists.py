"""Price lists: which there are, what stands in one on a day, making one and changing its days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.http import actor_of
from kontor.backoffice.pages.exporting import PRICES, Column, as_file, wants_file
from kontor.backoffice.pages.fields import (
    Field,
    Filled,
    changes_of,
    day_of,
    in_words,
    key_of,
    refused_fields,
    sent_fields,
    shown_fields,
    values_of,
)
from kontor.backoffice.pages.filtering import Sorting, file_of, filter_day, filter_text, next_page
from kontor.backoffice.pages.posted import key_after, new_key, posted_call, version_of
from kontor.backoffice.pages.record_form import record_form
from kontor.backoffice.pages.rendering import go_to, page
from kontor.backoffice.queries.names import sku_names
from kontor.kernel.errors import InvalidInput, KontorError, NotFound
from kontor.kernel.wire import Page, cursor, known_id
from kontor.organization.queries import list_businesses
from kontor.pricing.operations import create_price_list, edit_price_list
from kontor.pricing.queries import list_price_lists, price_list_detail, prices_in
from kontor.pricing.types import PriceItem, PriceListDraft, PriceListEdit, PriceListItem

_PAGE_ROWS: Final = 50
_MOST_BUSINESSES: Final = 100
_SORTS: Final = ("sku", "-sku", "-id")
_KINDS: Final = {"sale": gettext_lazy("what customers pay"), "purchase": gettext_lazy("what goods cost to buy")}
_DAYS: Final = (
    Field("valid_from", gettext_lazy("First day"), kind="day", hint=gettext_lazy("Empty: since ever.")),
    Field("valid_until", gettext_lazy("Last day"), kind="day", hint=gettext_lazy("Empty: until further notice.")),
)
_NAME: Final = Field("name", gettext_lazy("Name"), most=80, is_required=True)


def price_lists(request: HttpRequest) -> HttpResponse:
    found = list_price_lists(actor=actor_of(request), after=cursor(request), limit=_PAGE_ROWS)
    context = {"lists": found.items, "next": next_page(request, found.next_cursor), "today": timezone.localdate()}
    return page(request, "price_lists.html", context)


def price_list(request: HttpRequest, price_list_id: int) -> HttpResponseBase:
    """Its prices as they hold on a day, today unless the URL says otherwise, or their whole history."""
    price_list_id, actor, sort = known_id(price_list_id), actor_of(request), Sorting.of(request, _SORTS)
    is_whole = request.GET.get("all") == "true"
    on = None if is_whole else filter_day(request, "on") or timezone.localdate()
    search = filter_text(request, "search") or ""
    shown = price_list_detail(price_list_id=price_list_id, actor=actor)

    def read(after: int | None, limit: int) -> Page[PriceItem]:
        return prices_in(shown, on=on, search=search, after=after, limit=limit, sort=sort.by)

    if wants_file(request):
        return as_file(request, "prices", (Column("price_list", always=shown.code), *PRICES), read)
    found = read(cursor(request), _PAGE_ROWS)
    names = sku_names([price.sku for price in found.items], actor=actor)
    context = {
        "list": shown,
        "prices": [(price, names[price.sku]) for price in found.items],
        "on": on,
        "is_whole": is_whole,
        "today": timezone.localdate(),
        "next": next_page(request, found.next_cursor),
        "file": file_of(request),
        "sort": sort,
        "filters": request.GET,
        "is_filtered": any(request.GET.get(name) for name in ("search", "on", "all", "cursor")),
    }
    return page(request, "price_list.html", context)


def new_price_list(request: HttpRequest) -> HttpResponse:
    fields = _new_fields(request)
    if request.method != "POST":
        return _form(request, shown_fields(fields, {"kind": "sale"}), key=new_key())
    filled = sent_fields(request, fields)
    try:
        draft = PriceListDraft(**_drafted(values_of(filled)))
        made = create_price_list(draft=draft, **posted_call(request)._asdict())
    except KontorError as refusal:
        filled = refused_fields(filled, refusal, {})
        return _form(request, filled, key=key_after(request, refusal), refusal=refusal)
    return go_to(request, reverse("page-price-list", args=[made.id]))


def edit(request: HttpRequest, price_list_id: int) -> HttpResponse:
    """Its name and the days it holds; its prices stay."""
    price_list_id, actor, fields = known_id(price_list_id), actor_of(request), (_NAME, *_DAYS)
    found = price_list_detail(price_list_id=price_list_id, actor=actor)
    if request.method != "POST":
        return _form(request, shown_fields(fields, _values(found)), key=new_key(), found=found)
    filled = sent_fields(request, fields)
    try:
        wanted = PriceListEdit(**_typed(changes_of(filled)))
        edit_price_list(
            price_list_id=price_list_id, version=version_of(request), edit=wanted, **posted_call(request)._asdict()
        )
    except NotFound:
        raise
    except KontorError as refusal:
        filled = refused_fields(filled, refusal, _values(found))
        refusal = in_words(refusal, filled)
        return _form(request, filled, key=key_after(request, refusal), found=found, refusal=refusal)
    return go_to(request, reverse("page-price-list", args=[price_list_id]))


def _new_fields(request: HttpRequest) -> list[Field]:
    businesses = list_businesses(actor=actor_of(request), after=None, limit=_MOST_BUSINESSES).items
    choices = [(str(one.id), f"{one.name}, {one.currency}") for one in businesses]
    default = gettext_lazy("For everybody who has no other")
    return [
        Field("code", gettext_lazy("Code"), most=20, is_required=True, hint=gettext_lazy("It cannot change.")),
        _NAME,
        Field("business_id", gettext_lazy("Business"), kind="choice", choices=choices),
        Field("kind", gettext_lazy("Holds"), kind="choice", choices=tuple(_KINDS.items())),
        Field("customer", gettext_lazy("Made for one customer"), kind="customer", most=40),
        *_DAYS,
        Field("is_tax_inclusive", gettext_lazy("Prices contain the tax"), kind="check"),
        Field("is_default", default, kind="check"),
    ]


def _drafted(texts: Mapping[str, str]) -> dict[str, Any]:
    values = _typed(texts)
    if texts["kind"] not in _KINDS:
        raise InvalidInput(_("Say what the list holds."), field="kind")
    values["business_id"] = key_of(texts, "business_id") or 0
    values["customer"] = texts["customer"] or None
    for name in ("is_tax_inclusive", "is_default"):
        values[name] = bool(texts[name])
    return values


def _typed(texts: Mapping[str, str]) -> dict[str, Any]:
    days: dict[str, date | None] = {
        name: day_of(texts, name) for name in ("valid_from", "valid_until") if name in texts
    }
    return {**texts, **days}


def _values(found: PriceListItem) -> dict[str, Any]:
    return {name: getattr(found, name) for name in PriceListItem.__struct_fields__}


def _form(
    request: HttpRequest,
    filled: Sequence[Filled],
    *,
    key: str,
    found: PriceListItem | None = None,
    refusal: KontorError | None = None,
) -> HttpResponse:
    return record_form(
        request,
        title=_("New price list") if found is None else found.name,
        intro=_("It begins empty; prices follow.") if found is None else found.code,
        back=reverse("page-price-lists") if found is None else reverse("page-price-list", args=[found.id]),
        submit=_("Make it") if found is None else _("Save"),
        filled=filled,
        version=found.version if found else None,
        key=key,
        offers=found is None,
        refusal=refusal,
    )
