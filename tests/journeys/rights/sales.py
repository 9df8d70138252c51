"""An order is seen where it is sold: from elsewhere it is not there, and a foreign location cannot sell."""

from __future__ import annotations

from typing import Any, Final

from kontor.sales.models import SalesOrder
from tests.journeys.rights.catalog import make_sku
from tests.journeys.rights.parties import make_customer
from tests.journeys.rights.table import Ask, Place, Requests
from tests.sales.orders import confirmed, line, make_shop, placed, ship

# A batch answers 200 wherever it is aimed: each item says for itself that there is no such order or location.
TABLE: Final = """
#                                   owner          accountant
#                                   | manager      | approver
#                                   | | sales      | | auditor
#                                   | | | cashier  | | | integration
#                                   | | | | store  | | | |
#                                   | | | | | driver | | |   own other none nobody
sku-as-of                   GET     + + + + - - + + + + |  200  200  200  401
sales-orders                GET     + + + + + + + + + + |  200  200  200  401
sales-orders                POST    + + + + - - - - - + |  201  404  404  401
sales-orders-summary        GET     + + + + + + + + + + |  200  200  200  401
sales-orders-outstanding    GET     + + + + + + + + + + |  200  200  200  401
sales-orders-status-mapping GET     + + + + + + + + + + |  200  200  200  401
sales-orders-batch          POST    + + + + - - - - - + |  200  200  200  401
sales-orders-batch-confirm  POST    + + + + - - - - - + |  200  200  200  401
sales-orders-batch-ship     POST    + + - - + - - - - + |  200  200  200  401
sales-order                 GET     + + + + + + + + + + |  200  404  404  401
sales-order                 PATCH   + + + - - - - - - + |  200  404  404  401
sales-order-sku             PUT     + + + - - - - - - + |  200  404  404  401
sales-order-submit          POST    + + + + - - - - - + |  200  404  404  401
sales-order-confirm         POST    + + + + - - - - - + |  200  404  404  401
sales-order-ship            POST    + + - - + - - - - + |  200  404  404  401
sales-order-bill            POST    + + - - - - + - - + |  200  404  404  401
sales-order-cancel          POST    + + + - - - - - - + |  200  404  404  401
sales-order-reprice         POST    + + - - - - - - - - |  200  404  404  401
sales-order-release-hold    POST    + + - - - - + + - - |  200  404  404  401
sales-reversals             POST    + + - - - - + - - - |  201  404  404  401
delist-customer             POST   + + + - - - + - - + |  200  200  200  401
change-customers            POST   + + + - - - + - - + |  200  200  200  401
pseudonymize-customer       POST    + - - - - - - - - - |  200  200  200  401
"""


def _draft(place: Place) -> Ask:
    world = make_shop("OIL", branch=place.branch)
    lines = [{"sku": "OIL", "quantity": 1}]
    return Ask(body={"location": world.location.code, "customer": "C1", "lines": lines})


def _drafts(place: Place) -> Ask:
    return Ask(body={"orders": [_draft(place).body]})


def _confirmed(place: Place) -> int:
    return confirmed(make_shop("OIL", branch=place.branch), line("OIL", 5)).id


def _on_draft(place: Place, body: Any = None, *, version: int | None = None, **keywords: str) -> Ask:
    order_id = placed(make_shop("OIL", branch=place.branch), line("OIL", 5)).id
    return Ask({"order_id": order_id, **keywords}, body, version)


def _held(place: Place) -> Ask:
    order_id = _confirmed(place)
    SalesOrder.objects.filter(pk=order_id).update(hold="oversold")
    return Ask({"order_id": order_id}, {"reason": "counted again"})


def _shipped(place: Place) -> Ask:
    world = make_shop("OIL", branch=place.branch)
    order_id = confirmed(world, line("OIL", 5)).id
    ship(world, order_id)
    lines = [{"position": 1, "quantity": 1}]
    return Ask(body={"location": world.location.code, "reason": "damaged", "order_id": order_id, "lines": lines})


REQUESTS: Final[Requests] = {
    ("sku-as-of", "GET"): lambda _: Ask({"sku": make_sku().code}),
    ("sales-orders", "GET"): lambda _: Ask(),
    ("sales-orders", "POST"): _draft,
    ("sales-orders-summary", "GET"): lambda _: Ask(query="?by=customer"),
    ("sales-orders-outstanding", "GET"): lambda _: Ask(),
    ("sales-orders-status-mapping", "GET"): lambda _: Ask(),
    ("sales-orders-batch", "POST"): _drafts,
    ("sales-orders-batch-confirm", "POST"): lambda place: Ask(
        body={"order_ids": [_on_draft(place).keywords["order_id"]]}
    ),
    ("sales-orders-batch-ship", "POST"): lambda place: Ask(body={"shipments": [{"order_id": _confirmed(place)}]}),
    ("sales-order", "GET"): _on_draft,
    ("sales-order", "PATCH"): lambda place: _on_draft(place, {"priority": 1}, version=1),
    ("sales-order-sku", "PUT"): lambda place: _on_draft(place, {"quantity": 3}, version=1, sku="OIL"),
    ("sales-order-submit", "POST"): _on_draft,
    ("sales-order-confirm", "POST"): _on_draft,
    ("sales-order-ship", "POST"): lambda place: Ask({"order_id": _confirmed(place)}),
    ("sales-order-bill", "POST"): lambda place: Ask({"order_id": _confirmed(place)}),
    ("sales-order-cancel", "POST"): lambda place: _on_draft(place, {"reason": "ordered twice"}),
    ("sales-order-reprice", "POST"): lambda place: _on_draft(place, version=1),
    ("sales-order-release-hold", "POST"): _held,
    ("sales-reversals", "POST"): _shipped,
    ("delist-customer", "POST"): lambda _: Ask({"customer_id": make_customer()}, {"reason": "Closed"}, version=1),
    ("change-customers", "POST"): lambda _: Ask(body={"customers": [{"id": make_customer()}], "payment_terms": "cod"}),
    ("pseudonymize-customer", "POST"): lambda _: Ask({"customer_id": make_customer(is_active=False)}, version=1),
}
