"""Customers in lists and one by one. Customers are the company's: every actor sees all of them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from django.db.models import Q, QuerySet

from kontor.access.types import Actor
from kontor.kernel.listing import page_of
from kontor.kernel.statements import read_rows
from kontor.kernel.wire import Page
from kontor.parties.errors import CustomerNotFound
from kontor.parties.models import Customer
from kontor.parties.sql.codes import customers_read
from kontor.parties.types import CustomerItem

_COLUMNS = (
    "id", "code", "name", "channel__code", "country", "address", "phone", "email", "tax_pin", "is_active",
    "registered_on", "version", "area__code", "payment_terms",
)  # fmt: skip


class CustomerFilter(msgspec.Struct, frozen=True):
    """`search` is the start of a code or phone number, or a part of a name; `channel` is a code."""

    channel: str | None = None
    is_active: bool | None = None
    search: str = ""


def list_customers(
    *, actor: Actor, wanted: CustomerFilter, after: int | None = None, limit: int = 50
) -> Page[CustomerItem]:
    """Customers by ascending id, `limit` at most, from behind id `after`. One query."""
    customers = _matching(wanted).filter(id__gt=after or 0).order_by("id")
    return page_of([CustomerItem(*row) for row in customers.values_list(*_COLUMNS)[: limit + 1]], limit)


def customer_detail(*, customer_id: int, actor: Actor) -> CustomerItem:
    """One query. Raises CustomerNotFound."""
    row = Customer.objects.filter(id=customer_id).values_list(*_COLUMNS).first()
    if row is None:
        raise CustomerNotFound(f"There is no customer {customer_id}.")
    return CustomerItem(*row)


def customer_ids_by_code(codes: Iterable[str]) -> dict[str, int]:
    """Ids of the customers that exist; codes that do not are left out. Case-sensitive."""
    return {row.code: row.id for row in read_rows(customers_read(codes))}


def _matching(wanted: CustomerFilter) -> QuerySet[Customer]:
    customers = Customer.objects.all()
    if wanted.channel is not None:
        customers = customers.filter(channel__code=wanted.channel)
    if wanted.is_active is not None:
        customers = customers.filter(is_active=wanted.is_active)
    text = wanted.search.strip()
    if text:
        customers = customers.filter(Q(code__startswith=text) | Q(name__icontains=text) | Q(phone__startswith=text))
    return customers
