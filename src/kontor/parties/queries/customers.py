"""Customers in lists and one by one. Customers are the company's: every actor sees all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from django.db.models import Q, QuerySet

from kontor.access.types import Actor
from kontor.customization.fields import values_of
from kontor.kernel.listing import in_order, page_of
from kontor.kernel.statements import read_rows
from kontor.kernel.wire import Page
from kontor.parties.errors import CustomerNotFound
from kontor.parties.models import Customer
from kontor.parties.queries.areas import areas_beneath
from kontor.parties.sql.codes import customers_read
from kontor.parties.types import CustomerItem

_COLUMNS = (
    "id", "code", "name", "channel__code", "country", "address", "phone", "email", "tax_pin", "is_active",
    "registered_on", "version", "area__code", "payment_terms", "erased_at", "custom",
)  # fmt: skip


class CustomerFilter(msgspec.Struct, frozen=True):
    """`search` is the start of a code or phone number, or a part of a name; `channel` is a code.

    `area_id` finds customers of that area and of all beneath it.
    """

    channel: str | None = None
    area_id: int | None = None
    has_area: bool | None = None
    payment_terms: str | None = None
    is_active: bool | None = None
    search: str = ""


def list_customers(
    *, actor: Actor, wanted: CustomerFilter, after: int | None = None, limit: int = 50, sort: str = "id"
) -> Page[CustomerItem]:
    """Customers by `sort`, `limit` at most, from behind the one whose id is `after`. One query.

    `sort` is id, code or name, with a minus before it from the highest down.
    """
    customers = in_order(_matching(wanted, actor), after=after, sort=sort)
    return page_of([_item(row) for row in customers.values_list(*_COLUMNS)[: limit + 1]], limit)


def customer_detail(*, customer_id: int, actor: Actor) -> CustomerItem:
    """One query. Raises CustomerNotFound."""
    row = Customer.objects.filter(id=customer_id).values_list(*_COLUMNS).first()
    if row is None:
        raise CustomerNotFound(f"There is no customer {customer_id}.")
    return _item(row)


def customer_ids_by_code(codes: Iterable[str]) -> dict[str, int]:
    """Ids of the customers that exist; codes that do not are left out. Case-sensitive."""
    return {row.code: row.id for row in read_rows(customers_read(codes))}


def _item(row: tuple[Any, ...]) -> CustomerItem:
    return msgspec.structs.replace(CustomerItem(*row[:-1]), custom=values_of(row[-1]))


def _matching(wanted: CustomerFilter, actor: Actor) -> QuerySet[Customer]:
    customers = Customer.objects.all()
    if wanted.channel is not None:
        customers = customers.filter(channel__code=wanted.channel)
    if wanted.area_id is not None:
        customers = customers.filter(area_id__in=areas_beneath(wanted.area_id))
    if wanted.has_area is not None:
        customers = customers.filter(area_id__isnull=not wanted.has_area)
    if wanted.payment_terms is not None:
        customers = customers.filter(payment_terms=wanted.payment_terms)
    if wanted.is_active is not None:
        customers = customers.filter(is_active=wanted.is_active)
    text = wanted.search.strip()
    if text:
        # Whoever may not see a number finds a customer by the whole of it only: a part would tell it digit by digit.
        phone = Q(phone__startswith=text) if actor.may("contacts.read") else Q(phone=text)
        customers = customers.filter(Q(code__startswith=text) | Q(name__icontains=text) | phone)
    return customers
