"""Customers and suppliers are the company's: whoever may read them reads all of them, wherever they work."""

from __future__ import annotations

from itertools import count
from typing import Final

from kontor.parties.models import Customer
from tests.journeys.rights.table import Ask, Requests

TABLE: Final = """
#                       owner          accountant
#                       | manager      | approver
#                       | | sales      | | auditor
#                       | | | cashier  | | | integration
#                       | | | | store  | | | |
#                       | | | | | driver | | |   own other none nobody
areas           GET     + + + + + + + + + + |  200  200  200  401
put-areas       POST    + + + - - - + - - + |  200  200  200  401
put-customers   POST    + + + - - - + - - + |  200  200  200  401
put-suppliers   POST    + + + - - - + - - + |  200  200  200  401
customers       GET     + + + + + + + + + + |  200  200  200  401
customers       POST    + + + - - - + - - + |  201  201  201  401
customer-batch  POST    + + + - - - + - - + |  201  201  201  401
customer        GET     + + + + + + + + + + |  200  200  200  401
customer        PATCH   + + + - - - + - - + |  200  200  200  401
delist-customer POST    + + + - - - + - - + |  200  200  200  401
relist-customer POST    + + + - - - + - - + |  200  200  200  401
suppliers       GET     + + + + + + + + + + |  200  200  200  401
suppliers       POST    + + + - - - + - - + |  201  201  201  401
supplier-batch  POST    + + + - - - + - - + |  201  201  201  401
channels        GET     + + + + + + + + + + |  200  200  200  401
channels        POST    + + + - - - + - - + |  201  201  201  401
"""

_numbers = count(1)


def make_customer() -> int:
    return Customer.objects.create(code=f"RIGHTS{next(_numbers)}", name="Corner Shop").pk


_DRAFT: Final = {"code": "NEW", "name": "New"}

REQUESTS: Final[Requests] = {
    ("areas", "GET"): lambda _: Ask(),
    ("put-areas", "POST"): lambda _: Ask(body={"items": [{"code": "NEW", "region": "South"}]}),
    ("put-customers", "POST"): lambda _: Ask(body={"items": [_DRAFT]}),
    ("put-suppliers", "POST"): lambda _: Ask(body={"items": [_DRAFT]}),
    ("customers", "GET"): lambda _: Ask(),
    ("customers", "POST"): lambda _: Ask(body=_DRAFT),
    ("customer-batch", "POST"): lambda _: Ask(body={"items": [_DRAFT]}),
    ("customer", "GET"): lambda _: Ask({"customer_id": make_customer()}),
    ("customer", "PATCH"): lambda _: Ask({"customer_id": make_customer()}, {"name": "Renamed"}, version=1),
    ("delist-customer", "POST"): lambda _: Ask({"customer_id": make_customer()}, version=1),
    ("relist-customer", "POST"): lambda _: Ask({"customer_id": make_customer()}, version=1),
    ("suppliers", "GET"): lambda _: Ask(),
    ("suppliers", "POST"): lambda _: Ask(body=_DRAFT),
    ("supplier-batch", "POST"): lambda _: Ask(body={"items": [_DRAFT]}),
    ("channels", "GET"): lambda _: Ask(),
    ("channels", "POST"): lambda _: Ask(body=_DRAFT),
}
