"""What is owed to suppliers is the company's: whoever may read it reads all of it, and posts for their own branches."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kontor.parties.models import Supplier
from kontor.payables.models import SupplierEntry
from tests.journeys.rights.parties import make_supplier
from tests.journeys.rights.table import Ask, Place, Requests
from tests.payables.owing import draft, post
from tests.world import TODAY, make_world

TABLE: Final = """
#                                  owner          accountant
#                                  | manager      | approver
#                                  | | sales      | | auditor
#                                  | | | cashier  | | | integration
#                                  | | | | store  | | | |
#                                  | | | | | driver | | |   own other none nobody
supplier-balances           GET    + - - - - - + - + - |  200  200  200  401
supplier-balance-totals     GET    + - - - - - + - + - |  200  200  200  401
supplier-statement          GET    + - - - - - + - + - |  200  200  200  401
supplier-entries            POST   + - - - - - + - - - |  200  200  200  401
supplier-entry              GET    + - - - - - + - + - |  200  200  200  401
reverse-supplier-entry      POST   + - - - - - + - - - |  200  404  404  401
page-payables               GET    + - - - - - + - + - |  200  200  200  302
page-supplier-statement     GET    + - - - - - + - + - |  200  200  200  302
page-supplier-entry-new     GET    + - - - - - + - - - |  200  200  200  302
page-supplier-entry-new     POST   + - - - - - + - - - |  302  422  422  302
page-supplier-entry-reverse GET    + - - - - - + - - - |  200  200  200  302
page-supplier-entry-reverse POST   + - - - - - + - - - |  302  404  404  302
"""


def _owing(place: Place) -> SupplierEntry:
    """A bill of the branch, in its supplier's account."""
    world, supplier_id = make_world(place.branch), make_supplier()
    code = Supplier.objects.get(pk=supplier_id).code
    (item,) = post(world, draft(world, "bill", 5000, "INV-1", supplier=code)).items
    assert item.id is not None
    return SupplierEntry.objects.get(pk=item.id)


def _asked(place: Place, query: str) -> Ask:
    _owing(place)
    return Ask(query=query)


def _supplier(place: Place) -> dict[str, int]:
    return {"supplier_id": _owing(place).account.supplier_id}


def _entry(place: Place) -> dict[str, int]:
    return {"entry_id": _owing(place).pk}


def _both(place: Place) -> dict[str, int]:
    entry = _owing(place)
    return {"supplier_id": entry.account.supplier_id, "entry_id": entry.pk}


def _sent(place: Place) -> Ask:
    """A batch is answered whatever becomes of its rows: at another branch they are refused."""
    code = Supplier.objects.get(pk=make_supplier()).code
    row = {"supplier": code, "kind": "payment", "amount_minor": 5, "business_date": TODAY.isoformat()}
    return Ask(body={"items": [{**row, "branch": place.branch.code}]})


def _typed(place: Place) -> Ask:
    form = {"kind": "bill", "amount_minor": "12.50", "reference": "INV-2", "business_date": TODAY.isoformat()}
    return Ask({"supplier_id": make_supplier()}, form={**form, "branch": place.branch.code}, by="session")


REQUESTS: Final[Requests] = {
    ("supplier-balances", "GET"): lambda place: _asked(place, "?sort=name"),
    ("supplier-balance-totals", "GET"): lambda place: _asked(place, "?search=RIGHTS"),
    ("supplier-statement", "GET"): lambda place: Ask(_supplier(place), query="?from_on=2026-01-01"),
    ("supplier-entries", "POST"): _sent,
    ("supplier-entry", "GET"): lambda place: Ask(_entry(place)),
    ("reverse-supplier-entry", "POST"): lambda place: Ask(_entry(place), {"reason": "Wrong"}),
    ("page-payables", "GET"): lambda place: replace(_asked(place, "?all=yes"), by="session"),
    ("page-supplier-statement", "GET"): lambda place: Ask(_supplier(place), query="?from_on=2026-01-01", by="session"),
    ("page-supplier-entry-new", "GET"): lambda place: Ask(_supplier(place), by="session"),
    ("page-supplier-entry-new", "POST"): _typed,
    ("page-supplier-entry-reverse", "GET"): lambda place: Ask(_both(place), by="session"),
    ("page-supplier-entry-reverse", "POST"): lambda place: Ask(
        _both(place), form={"reason": "Wrong", "business_date": TODAY.isoformat()}, by="session"
    ),
}
