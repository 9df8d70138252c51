"""Who delivers what, from either side. Suppliers and goods are the company's: every actor sees all of them."""

from __future__ import annotations

from typing import Any

import msgspec
from django.db.models import F, Q, QuerySet

from kontor.access.types import Actor
from kontor.kernel.listing import page
from kontor.kernel.wire import MOST_ID, Page
from kontor.procurement.errors import SupplierItemNotFound
from kontor.procurement.models import SupplierItem
from kontor.procurement.supplying import ItemRow, cost_text
from kontor.procurement.types import SupplierItemDetail, SupplierItemVersion


class SupplierItemFilter(msgspec.Struct, frozen=True):
    """`search` is the start of a SKU's code or of the supplier's own code, or a part of the SKU's name."""

    supplier_id: int | None = None
    supplier: str = ""
    product_id: int | None = None
    sku: str = ""
    is_preferred: bool | None = None
    search: str = ""


class _Row(msgspec.Struct, frozen=True):
    """The columns of a SupplierItemDetail."""

    id: int
    supplier_id: int
    supplier_code: str
    supplier_name: str
    is_supplier_active: bool
    product_id: int
    sku_code: str
    name: str
    unit: str
    pack_code: str
    pack_factor: int
    supplier_sku: str
    cost_micros: int | None
    currency: str
    lead_time_days: int | None
    is_preferred: bool
    version: int

    def detail(self) -> SupplierItemDetail:
        values = list(msgspec.structs.astuple(self))
        values[12] = cost_text(self.cost_micros)
        return SupplierItemDetail(*values)


def list_supplier_items(
    *,
    actor: Actor,
    wanted: SupplierItemFilter | None = None,
    after: int | None = None,
    limit: int = 50,
    sort: str = "id",
) -> Page[SupplierItemDetail]:
    """The products of a supplier, the suppliers of a SKU or product, or all, by `sort`. One query.

    `sort` is id, sku__code or supplier__code, with a minus before it from the highest down.
    """
    found = page(_matching(wanted or SupplierItemFilter()), _Row, after=after, limit=limit, sort=sort)
    return Page([row.detail() for row in found.items], found.next_cursor)


def suppliers_of_sku(*, sku: str, actor: Actor) -> list[SupplierItemDetail]:
    """The preferred one first, then by name. One query."""
    rows = _matching(SupplierItemFilter(sku=sku)).order_by("-is_preferred", "supplier_name", "id")
    return [_Row(**values).detail() for values in rows.values(*_Row.__struct_fields__)]


def supplier_item_detail(*, item_id: int, actor: Actor) -> SupplierItemDetail:
    """One query. Raises SupplierItemNotFound."""
    row = _items().filter(id=min(item_id, MOST_ID)).values(*_Row.__struct_fields__).first()
    if row is None:
        raise SupplierItemNotFound(f"There is no supplier item {item_id}.")
    return _Row(**row).detail()


def item_name(*, item_id: int, actor: Actor) -> SupplierItemVersion:
    """Which item it is and its version. Raises SupplierItemNotFound."""
    rows = SupplierItem.objects.filter(id=min(item_id, MOST_ID))
    row = rows.values_list("id", "supplier__code", "sku__code", "version").first()
    if row is None:
        raise SupplierItemNotFound(f"There is no supplier item {item_id}.")
    return SupplierItemVersion(*row)


def removed_values(item_id: int) -> dict[str, Any]:
    """What the audit keeps of an item that goes: its whole row."""
    row = SupplierItem.objects.filter(id=item_id).values(*ItemRow.__struct_fields__).first()
    if row is None:
        raise SupplierItemNotFound(f"There is no supplier item {item_id}.")
    return {name: value for name, value in row.items() if name not in ("id", "version")}


def _items() -> QuerySet[Any, Any]:
    return SupplierItem.objects.annotate(
        supplier_code=F("supplier__code"),
        supplier_name=F("supplier__name"),
        is_supplier_active=F("supplier__is_active"),
        product_id=F("sku__product_id"),
        sku_code=F("sku__code"),
        name=F("sku__name"),
        unit=F("sku__base_unit"),
        pack_code=F("pack__code"),
        pack_factor=F("pack__factor"),
    )


def _matching(wanted: SupplierItemFilter) -> QuerySet[Any, Any]:
    equal = {
        "supplier_id": wanted.supplier_id,
        "supplier__code": wanted.supplier or None,
        "sku__product_id": wanted.product_id,
        "sku__code": wanted.sku or None,
        "is_preferred": wanted.is_preferred,
    }
    rows = _items().filter(**{name: value for name, value in equal.items() if value is not None})
    if text := wanted.search.strip():
        begins = Q(sku__code__startswith=text) | Q(supplier_sku__startswith=text)
        rows = rows.filter(begins | Q(sku__name__icontains=text))
    return rows
