"""Customers and suppliers are the company's: whoever may read them reads all of them, wherever they work."""

from __future__ import annotations

from itertools import count
from typing import Final

from kontor.parties.models import Address, Area, Channel, Customer, Shipper, Supplier
from tests.journeys.rights.table import Ask, Requests

TABLE: Final = """
#                       owner          accountant
#                       | manager      | approver
#                       | | sales      | | auditor
#                       | | | cashier  | | | integration
#                       | | | | store  | | | |
#                       | | | | | driver | | |   own other none nobody
areas           GET     + + + + + + + + + + |  200  200  200  401
areas           POST    + + + - - - + - - + |  201  201  201  401
area            GET     + + + + + + + + + + |  200  200  200  401
area            PATCH   + + + - - - + - - + |  200  200  200  401
put-areas       POST    + + + - - - + - - + |  200  200  200  401
put-customers   POST    + + + - - - + - - + |  200  200  200  401
put-suppliers   POST    + + + - - - + - - + |  200  200  200  401
customers       GET     + + + + + + + + + + |  200  200  200  401
customers       POST    + + + - - - + - - + |  201  201  201  401
customer-batch  POST    + + + - - - + - - + |  201  201  201  401
customer        GET     + + + + + + + + + + |  200  200  200  401
customer        PATCH   + + + - - - + - - + |  200  200  200  401
relist-customer POST    + + + - - - + - - + |  200  200  200  401
customer-listings GET   + + + + + + + + + + |  200  200  200  401
customer-addresses GET  + + + + + + + + + + |  200  200  200  401
customer-addresses POST + + + - - - + - - + |  201  201  201  401
customer-address GET    + + + + + + + + + + |  200  200  200  401
customer-address PATCH  + + + - - - + - - + |  200  200  200  401
customer-address DELETE + + + - - - + - - + |  200  200  200  401
suppliers       GET     + + + + + + + + + + |  200  200  200  401
suppliers       POST    + + + - - - + - - + |  201  201  201  401
supplier        GET     + + + + + + + + + + |  200  200  200  401
supplier        PATCH   + + + - - - + - - + |  200  200  200  401
supplier-batch  POST    + + + - - - + - - + |  201  201  201  401
channels        GET     + + + + + + + + + + |  200  200  200  401
channels        POST    + + + - - - + - - + |  201  201  201  401
channel         GET     + + + + + + + + + + |  200  200  200  401
channel         PATCH   + + + - - - + - - + |  200  200  200  401
territory-managers GET  + + + + + + + + + + |  200  200  200  401
put-territory-managers POST + + + - - - + - - + | 200 200 200 401
shippers        GET     + + + + + + + + + + |  200  200  200  401
put-shippers    POST    + + + - - - + - - + |  200  200  200  401
shipper-suggestion GET  + + + + + + + + + + |  200  200  200  401
"""

_numbers = count(1)


def make_customer(*, is_active: bool = True) -> int:
    return Customer.objects.create(code=f"RIGHTS{next(_numbers)}", name="Corner Shop", is_active=is_active).pk


def make_area() -> int:
    return Area.objects.create(name=f"Region {next(_numbers)}", level="region").pk


def make_channel() -> int:
    return Channel.objects.create(code=f"R{next(_numbers)}", name="Channel").pk


def make_served_area() -> int:
    area_id = make_area()
    Shipper.objects.create(area_id=area_id, name="Haulage", phone="08030000000")
    return area_id


def make_address() -> dict[str, int]:
    address = Address.objects.create(customer_id=make_customer(), kind="billing", line1="Harbour Road 1")
    return {"customer_id": address.customer_id, "address_id": address.pk}


def make_supplier() -> int:
    return Supplier.objects.create(code=f"RIGHTS{next(_numbers)}", name="Mill").pk


_DRAFT: Final = {"code": "NEW", "name": "New"}

REQUESTS: Final[Requests] = {
    ("areas", "GET"): lambda _: Ask(),
    ("areas", "POST"): lambda _: Ask(body={"region": "South"}),
    ("area", "GET"): lambda _: Ask({"area_id": make_area()}),
    ("area", "PATCH"): lambda _: Ask({"area_id": make_area()}, {"name": "Renamed"}, version=1),
    ("put-areas", "POST"): lambda _: Ask(body={"items": [{"code": "NEW", "region": "South"}]}),
    ("put-customers", "POST"): lambda _: Ask(body={"items": [_DRAFT]}),
    ("put-suppliers", "POST"): lambda _: Ask(body={"items": [_DRAFT]}),
    ("customers", "GET"): lambda _: Ask(),
    ("customers", "POST"): lambda _: Ask(body=_DRAFT),
    ("customer-batch", "POST"): lambda _: Ask(body={"items": [_DRAFT]}),
    ("customer", "GET"): lambda _: Ask({"customer_id": make_customer()}),
    ("customer", "PATCH"): lambda _: Ask({"customer_id": make_customer()}, {"name": "Renamed"}, version=1),
    ("relist-customer", "POST"): lambda _: Ask({"customer_id": make_customer()}, version=1),
    ("customer-listings", "GET"): lambda _: Ask({"customer_id": make_customer()}),
    ("customer-addresses", "GET"): lambda _: Ask({"customer_id": make_customer()}),
    ("customer-addresses", "POST"): lambda _: Ask(
        {"customer_id": make_customer()}, {"kind": "billing", "line1": "Harbour Road 1"}
    ),
    ("customer-address", "GET"): lambda _: Ask(make_address()),
    ("customer-address", "PATCH"): lambda _: Ask(make_address(), {"city": "Auchi"}, version=1),
    ("customer-address", "DELETE"): lambda _: Ask(make_address(), version=1),
    ("suppliers", "GET"): lambda _: Ask(),
    ("suppliers", "POST"): lambda _: Ask(body=_DRAFT),
    ("supplier", "GET"): lambda _: Ask({"supplier_id": make_supplier()}),
    ("supplier", "PATCH"): lambda _: Ask({"supplier_id": make_supplier()}, {"name": "Renamed"}, version=1),
    ("supplier-batch", "POST"): lambda _: Ask(body={"items": [_DRAFT]}),
    ("channels", "GET"): lambda _: Ask(),
    ("channels", "POST"): lambda _: Ask(body=_DRAFT),
    ("channel", "GET"): lambda _: Ask({"channel_id": make_channel()}),
    ("channel", "PATCH"): lambda _: Ask({"channel_id": make_channel()}, {"name": "Renamed"}, version=1),
    ("territory-managers", "GET"): lambda _: Ask(),
    ("put-territory-managers", "POST"): lambda _: Ask(body={"items": [{"territory_id": 1, "name": "Lead"}]}),
    ("shippers", "GET"): lambda _: Ask(),
    ("put-shippers", "POST"): lambda _: Ask(body={"items": [{"area": "LOC1", "name": "Haulage"}]}),
    ("shipper-suggestion", "GET"): lambda _: Ask(query=f"?area_id={make_served_area()}"),
}
