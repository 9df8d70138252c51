"""Customers' addresses. They are the company's: every actor sees all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kontor.access.types import Actor
from kontor.kernel.listing import page_of
from kontor.kernel.wire import MOST_ID, Page
from kontor.parties.address_rules import paper_text
from kontor.parties.address_types import AddressItem, FrozenAddress
from kontor.parties.errors import AddressNotFound
from kontor.parties.models import Address

_COLUMNS = (
    "id", "customer_id", "kind", "label", "line1", "line2", "city", "area__code", "postal_code", "phone", "latitude",
    "longitude", "is_default", "removed_at", "version",
)  # fmt: skip


def list_addresses(
    *, customer_id: int, actor: Actor, kind: str = "", after: int | None = None, limit: int = 50
) -> Page[AddressItem]:
    """A customer's addresses by ascending id, removed ones left out; none for an unknown customer. One query."""
    addresses = Address.objects.filter(customer_id=min(customer_id, MOST_ID), removed_at__isnull=True)
    if kind:
        addresses = addresses.filter(kind=kind)
    rows = addresses.filter(id__gt=after or 0).order_by("id").values_list(*_COLUMNS)[: limit + 1]
    return page_of([_item(row) for row in rows], limit)


def address_detail(*, customer_id: int, address_id: int, actor: Actor) -> AddressItem:
    """One query; also a removed one. Raises AddressNotFound."""
    found = Address.objects.filter(id=min(address_id, MOST_ID), customer_id=min(customer_id, MOST_ID))
    row = found.values_list(*_COLUMNS).first()
    if row is None:
        raise AddressNotFound(f"Customer {customer_id} has no address {address_id}.")
    return _item(row)


def frozen_addresses(*, address_ids: Iterable[int], actor: Actor) -> dict[int, FrozenAddress]:
    """The addresses as a document is to keep them, removed ones and unknown ones left out. One query.

    A document stores the text: what is edited here later does not change where it was sent.
    """
    columns = ("id", "version", "customer_id", "kind", "line1", "line2", "city", "postal_code", "area_id")
    rows = Address.objects.filter(id__in=list(address_ids), removed_at__isnull=True).values_list(*columns)
    return {
        id_: FrozenAddress(id_, version, customer_id, kind, paper_text(*lines), area_id)
        for id_, version, customer_id, kind, *lines, area_id in rows
    }


def default_addresses(*, customer_ids: Iterable[int], kind: str, actor: Actor) -> dict[int, int]:
    """Customer -> the id of its default address of this kind; customers without one are left out. One query."""
    found = Address.objects.filter(customer_id__in=list(customer_ids), kind=kind, is_default=True)
    return dict(found.values_list("customer_id", "id"))


def _item(row: tuple[Any, ...]) -> AddressItem:
    values = dict(zip(AddressItem.__struct_fields__, row, strict=True))
    return AddressItem(**{**values, "is_removed": values["is_removed"] is not None})
