"""Suppliers in lists. They are the company's: every actor sees all of them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from django.db.models import Q

from kontor.access.types import Actor
from kontor.kernel.listing import in_order, page_of
from kontor.kernel.statements import read_rows
from kontor.kernel.wire import MOST_ID, Page
from kontor.parties.errors import SupplierNotFound
from kontor.parties.models import Supplier
from kontor.parties.sql.codes import suppliers_read
from kontor.parties.types import SupplierItem

_COLUMNS = (
    "id", "code", "name", "address", "phone", "email", "tax_pin", "is_active", "version",
    "payment_terms", "opening_balance_minor", "opening_balance_currency", "opening_balance_on",
)  # fmt: skip


class SupplierFilter(msgspec.Struct, frozen=True):
    """`search` is the start of a code or a part of a name."""

    search: str = ""
    payment_terms: str | None = None
    is_active: bool | None = None


def list_suppliers(
    *,
    actor: Actor,
    wanted: SupplierFilter | None = None,
    after: int | None = None,
    limit: int = 50,
    sort: str = "id",
) -> Page[SupplierItem]:
    """Suppliers by `sort`: id, code or name, with a minus before it from the highest down. One query."""
    wanted = wanted or SupplierFilter()
    suppliers = in_order(Supplier.objects.all(), after=after, sort=sort)
    if wanted.payment_terms is not None:
        suppliers = suppliers.filter(payment_terms=wanted.payment_terms)
    if wanted.is_active is not None:
        suppliers = suppliers.filter(is_active=wanted.is_active)
    text = wanted.search.strip()
    if text:
        suppliers = suppliers.filter(Q(code__startswith=text) | Q(name__icontains=text))
    return page_of([SupplierItem(*row) for row in suppliers.values_list(*_COLUMNS)[: limit + 1]], limit)


def supplier_detail(*, supplier_id: int, actor: Actor) -> SupplierItem:
    """One query. Raises SupplierNotFound."""
    row = Supplier.objects.filter(id=min(supplier_id, MOST_ID)).values_list(*_COLUMNS).first()
    if row is None:
        raise SupplierNotFound(f"There is no supplier {supplier_id}.")
    return SupplierItem(*row)


def supplier_ids_by_code(codes: Iterable[str]) -> dict[str, int]:
    """Ids of the suppliers that exist; codes that do not are left out. Case-sensitive."""
    return {row.code: row.id for row in read_rows(suppliers_read(codes))}
