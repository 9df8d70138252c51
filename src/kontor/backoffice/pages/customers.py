"""Customers: the list, one customer with its addresses, orders and history, and taking it off the list and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from kontor.access.http import Call, actor_of
from kontor.access.types import Actor
from kontor.backoffice.pages.exporting import CUSTOMERS, as_file, wants_file
from kontor.backoffice.pages.fields import in_words
from kontor.backoffice.pages.filtering import Sorting, file_of, filter_text, next_page
from kontor.backoffice.pages.own_fields import own_columns, shown_own
from kontor.backoffice.pages.posted import form_key, new_key, posted_call, typed, version_of
from kontor.backoffice.pages.rendering import go_to, page
from kontor.backoffice.queries import customer_around
from kontor.backoffice.queries.names import area_names
from kontor.customization.document_kinds import CUSTOMER
from kontor.customization.queries import custom_fields
from kontor.kernel.errors import KontorError, NotFound
from kontor.kernel.masking import shown
from kontor.kernel.wire import Page, cursor, known_id, optional_integer
from kontor.parties.operations import relist_customer
from kontor.parties.queries import (
    AreaFilter,
    CustomerFilter,
    area_detail,
    customer_detail,
    list_addresses,
    list_areas,
    list_channels,
    list_customers,
)
from kontor.parties.types import AreaItem, CustomerItem
from kontor.sales.operations import delist_customer
from kontor.sales.queries import OrderFilters, list_orders, open_with

_PAGE_ROWS: Final = 50
_LAST_ORDERS: Final = 8
_MOST_ADDRESSES: Final = 50
_MOST_CHOICES: Final = 200
_SORTS: Final = ("name", "-name", "code", "-code", "-id", "id")
_WHOLE_REGIONS: Final = ("region", "state", "territory")


def customers(request: HttpRequest) -> HttpResponseBase:
    actor, sort = actor_of(request), Sorting.of(request, _SORTS)
    listed = request.GET.get("listed", "")
    area_id = optional_integer(request, "area")
    filters = CustomerFilter(
        search=filter_text(request, "search") or "",
        channel=filter_text(request, "channel"),
        area_id=area_id,
        is_active={"yes": True, "no": False}.get(listed),
    )

    def read(after: int | None, limit: int) -> Page[CustomerItem]:
        return list_customers(actor=actor, wanted=filters, after=after, limit=limit, sort=sort.by)

    if wants_file(request):
        return as_file(request, "customers", (*CUSTOMERS, *own_columns(custom_fields(CUSTOMER))), read)
    found = read(cursor(request), _PAGE_ROWS)
    channels = list_channels(actor=actor, limit=_MOST_CHOICES).items
    context = {
        "customers": shown(found.items, actor.rights),
        "channels": channels,
        "channel_names": {channel.code: channel.name for channel in channels},
        "area_names": area_names((row.area for row in found.items), actor=actor),
        "areas": _area_choices(actor, area_id),
        "area_id": area_id,
        "next": next_page(request, found.next_cursor),
        "file": file_of(request),
        "sort": sort,
        "filters": request.GET,
        "is_filtered": filters != CustomerFilter() or "cursor" in request.GET,
    }
    return page(request, "customers.html", context)


def _area_choices(actor: Actor, chosen: int | None) -> list[AreaItem]:
    """Regions, states and territories by name, and the one chosen whatever it is."""
    areas = list(list_areas(actor=actor, wanted=AreaFilter(levels=_WHOLE_REGIONS), limit=_MOST_CHOICES).items)
    if chosen is not None and all(area.id != chosen for area in areas):
        areas.append(area_detail(area_id=chosen, actor=actor))
    return sorted(areas, key=lambda area: (area.region, area.state, area.territory, area.city))


def customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    return _show(request, known_id(customer_id))


def delist(request: HttpRequest, customer_id: int) -> HttpResponse:
    def step(version: int, call: Call) -> object:
        return delist_customer(
            customer_id=customer_id, version=version, reason=typed(request, "reason", 240), **call._asdict()
        )

    return _step(request, known_id(customer_id), step)


def relist(request: HttpRequest, customer_id: int) -> HttpResponse:
    return _step(
        request,
        known_id(customer_id),
        lambda version, call: relist_customer(customer_id=customer_id, version=version, **call._asdict()),
    )


def _step(request: HttpRequest, customer_id: int, step: Callable[[int, Call], object]) -> HttpResponse:
    """At the version the page was read at; refused, the page says why and shows the customer as it now is."""
    try:
        step(version_of(request), posted_call(request))
    except NotFound:
        raise
    except KontorError as refusal:
        return _show(request, customer_id, refusal)
    return go_to(request, reverse("page-customer", args=[customer_id]))


def _show(request: HttpRequest, customer_id: int, refusal: KontorError | None = None) -> HttpResponse:
    actor = actor_of(request)
    found = customer_detail(customer_id=customer_id, actor=actor)
    around = customer_around(customer_id=customer_id, actor=actor)
    addresses = list_addresses(customer_id=customer_id, actor=actor, limit=_MOST_ADDRESSES).items
    context: dict[str, Any] = {
        "customer": shown(found, actor.rights),
        "own": shown_own(around.fields, found.custom),
        "sees_contacts": actor.may("contacts.read"),
        "names": around.names,
        "listings": around.listings,
        "addresses": shown(addresses, actor.rights),
        "area_names": around.area_names,
        "orders": _last_orders(found.code, actor),
        "still_open": open_with({found.id: found.code}, actor=actor),
        "key": form_key(request) if refusal is None else new_key(),
        "reason": request.POST.get("reason", "")[:240],
        "refusal": refusal and in_words(refusal, ()),
    }
    return page(request, "customer.html", context, status=refusal.status if refusal else 200)


def _last_orders(code: str, actor: Actor) -> Any:
    """None for who may see no orders."""
    if not actor.may("sales.read"):
        return None
    return list_orders(actor=actor, filters=OrderFilters(customer=code), cursor=None, limit=_LAST_ORDERS).items
