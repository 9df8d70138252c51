"""Suppliers and channels in lists. They are the company's: every actor sees all of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from kontor.access.types import Actor
from kontor.kernel.listing import page_of
from kontor.kernel.statements import read_rows
from kontor.kernel.wire import Page
from kontor.parties.models import Channel, Supplier
from kontor.parties.sql.codes import suppliers_read
from kontor.parties.types import ChannelItem, SupplierItem

_COLUMNS = (
    "id", "code", "name", "address", "phone", "email", "tax_pin", "is_active", "version",
    "payment_terms", "opening_balance_minor", "opening_balance_currency", "opening_balance_on",
)  # fmt: skip


def list_suppliers(*, actor: Actor, search: str = "", after: int | None = None, limit: int = 50) -> Page[SupplierItem]:
    """Suppliers by ascending id whose code begins with `search` or whose name holds it. One query."""
    suppliers = Supplier.objects.filter(id__gt=after or 0).order_by("id")
    text = search.strip()
    if text:
        suppliers = suppliers.filter(Q(code__startswith=text) | Q(name__icontains=text))
    return page_of([SupplierItem(*row) for row in suppliers.values_list(*_COLUMNS)[: limit + 1]], limit)


def list_channels(*, actor: Actor, after: int | None = None, limit: int = 50) -> Page[ChannelItem]:
    """Channels by ascending id. One query."""
    rows = Channel.objects.filter(id__gt=after or 0).order_by("id").values_list("id", "code", "name")
    return page_of([ChannelItem(*row) for row in rows[: limit + 1]], limit)


def supplier_ids_by_code(codes: Iterable[str]) -> dict[str, int]:
    """Ids of the suppliers that exist; codes that do not are left out. Case-sensitive."""
    return {row.code: row.id for row in read_rows(suppliers_read(codes))}
