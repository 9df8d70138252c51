"""Suppliers and what they deliver, in few words."""

from __future__ import annotations

from typing import Any

from kontor.parties.models import Supplier
from kontor.procurement.models import SupplierItem
from kontor.procurement.operations import put_supplier_items
from kontor.procurement.types import PutSupplierItems, SupplierItemPut
from tests.world import NOW, World, make_world


def make_market() -> World:
    """Two suppliers, MILL and FARM, and two SKUs that come in EA and CASE."""
    world = make_world()
    for code in ("OIL", "RICE"):
        world.sku(code)
    for code, name in (("MILL", "Valley Mill"), ("FARM", "Green Farm")):
        Supplier.objects.create(code=code, name=name)
    return world


def item(supplier: str, sku: str, **more: Any) -> SupplierItemPut:
    return SupplierItemPut(supplier=supplier, sku=sku, **more)


def put(world: World, *rows: SupplierItemPut, **more: Any) -> PutSupplierItems:
    return put_supplier_items(**{"rows": rows, "actor": world.actor, "now": NOW, **more})


def verdicts(answer: PutSupplierItems) -> list[tuple[str, str | None]]:
    return [(row.verdict, row.field) for row in answer.items]


def row_of(supplier: str, sku: str) -> SupplierItem:
    return SupplierItem.objects.get(supplier__code=supplier, sku__code=sku)


def preferred() -> dict[str, str]:
    """SKU -> its preferred supplier."""
    rows = SupplierItem.objects.filter(is_preferred=True).order_by("id")
    return dict(rows.values_list("sku__code", "supplier__code"))
