"""Who delivers what belongs to the company: the branch one works in does not matter."""

from __future__ import annotations

from itertools import count
from typing import Final

from kontor.parties.models import Supplier
from kontor.procurement.models import SupplierItem
from kontor.procurement.operations import put_supplier_items
from kontor.procurement.types import SupplierItemPut
from tests.journeys.rights.table import Ask, Place, Requests
from tests.world import NOW, make_world

TABLE: Final = """
#                              owner          accountant
#                              | manager      | approver
#                              | | sales      | | auditor
#                              | | | cashier  | | | integration
#                              | | | | store  | | | |
#                              | | | | | driver | | |   own other none nobody
supplier-items            GET     + + + + + + + + + + |  200  200  200  401
put-supplier-items        POST    + + + - - - + - - + |  200  200  200  401
supplier-item             GET     + + + + + + + + + + |  200  200  200  401
supplier-item             PATCH   + + + - - - + - - + |  200  200  200  401
supplier-item             DELETE  + + + - - - + - - + |  200  200  200  401
page-supplier-item-new    GET     + + + - - - + - - + |  200  200  200  302
page-supplier-item-new    POST    + + + - - - + - - + |  302  302  302  302
page-supplier-item        GET     + + + - - - + - - + |  200  200  200  302
page-supplier-item        POST    + + + - - - + - - + |  302  302  302  302
page-supplier-item-remove POST    + + + - - - + - - + |  302  302  302  302
"""


_numbers = count(1)


def _market() -> dict[str, str]:
    """A supplier and a SKU that nobody delivers yet, under codes of their own."""
    code = f"MARKET{next(_numbers)}"
    make_world().sku(code)
    Supplier.objects.create(code=code, name="Mill")
    return {"supplier": code, "sku": code}


def _made() -> SupplierItem:
    market = _market()
    row = SupplierItemPut(supplier=market["supplier"], sku=market["sku"], cost="2", currency="GBP", lead_time_days=3)
    put_supplier_items(rows=[row], actor=make_world().actor, now=NOW)
    return SupplierItem.objects.get(sku__code=market["sku"])


def _item(_: Place) -> dict[str, int]:
    return {"item_id": _made().pk}


def _on_page(_: Place, **form: str) -> Ask:
    made = _made()
    keywords = {"supplier_id": made.supplier_id, "item_id": made.pk}
    return Ask(keywords, form={"version": "1", **form} if form else None, by="session")


def _new_on_page(_: Place) -> Ask:
    return Ask({"supplier_id": _made().supplier_id}, by="session")


def _sent_new(_: Place) -> Ask:
    supplier_id, sku = _made().supplier_id, _market()["sku"]
    return Ask({"supplier_id": supplier_id}, form={"sku": sku, "lead_time_days": "2"}, by="session")


REQUESTS: Final[Requests] = {
    ("supplier-items", "GET"): lambda place: Ask(query="?limit=5" if _item(place) else ""),
    ("put-supplier-items", "POST"): lambda _: Ask(body={"items": [_market()]}),
    ("supplier-item", "GET"): lambda place: Ask(_item(place)),
    ("supplier-item", "PATCH"): lambda place: Ask(_item(place), {"lead_time_days": 5}, version=1),
    ("supplier-item", "DELETE"): lambda place: Ask(_item(place), version=1),
    ("page-supplier-item-new", "GET"): _new_on_page,
    ("page-supplier-item-new", "POST"): _sent_new,
    ("page-supplier-item", "GET"): _on_page,
    ("page-supplier-item", "POST"): lambda place: _on_page(place, lead_time_days="9"),
    ("page-supplier-item-remove", "POST"): lambda place: _on_page(place, key=""),
}
