"""Suppliers at the desk: found, taken on, changed without losing anything; terms only for whom they are open."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from kontor.parties.models import Supplier
from kontor.parties.operations import edit_supplier
from kontor.parties.types import SupplierEdit
from tests.backoffice.forms import form_in, form_of
from tests.backoffice.party_places import BY, NOW, make_supplier, rich_supplier
from tests.people import make_user
from tests.world import everything, make_world

pytestmark = pytest.mark.django_db


def client_of(role: str = "owner") -> Client:
    client = Client()
    client.force_login(make_user(role, branches=(make_world().branch,)))
    return client


def names_on(page: Any) -> list[str]:
    return re.findall(r'class="row" href="/suppliers/\d+">([^<]+)<', page.content.decode())


def test_suppliers_are_found_filtered_and_sorted():
    for code, name in (("B", "Aldi"), ("A", "Mill"), ("C", "Bakery")):
        make_supplier(code, name)
    Supplier.objects.filter(code="C").update(is_active=False)
    client = client_of("driver")
    assert names_on(client.get("/suppliers")) == ["Aldi", "Bakery", "Mill"]
    assert names_on(client.get("/suppliers?sort=-code")) == ["Bakery", "Aldi", "Mill"]
    assert names_on(client.get("/suppliers?bought=no")) == ["Bakery"]
    assert names_on(client.get("/suppliers?search=il")) == ["Mill"]


@pytest.mark.parametrize("path", ["/suppliers", "/suppliers/{}", "/suppliers/{}/edit", "/suppliers?format=csv"])
@pytest.mark.parametrize(("role", "sees_terms"), [("accountant", True), ("sales", False)])
def test_terms_are_shown_to_whom_they_are_open(path: str, role: str, sees_terms: bool):
    answer: Any = client_of(role).get(path.format(rich_supplier()))
    text = b"".join(answer).decode()
    assert answer.status_code == 200
    assert ("within 45 days" in text or "net_45" in text) == sees_terms
    if "{}" in path:
        assert ("234.50" in text) == sees_terms
    assert "+254700000077" in text


def test_a_supplier_is_taken_on_with_what_is_owed_to_it():
    client = client_of("accountant")
    form = {**form_of(client, "/suppliers/new"), "code": "MILL", "name": "Valley Mill", "payment_terms": "net_30"}
    owed = {"opening_balance_minor": "1234.50", "opening_balance_currency": "GBP", "opening_balance_on": "2026-01-01"}
    for wrong in ({"opening_balance_currency": ""}, {"opening_balance_on": ""}, {"opening_balance_minor": "much"}):
        refused = client.post("/suppliers/new", {**form, **owed, **wrong})
        assert refused.status_code == 422
        assert 'value="Valley Mill"' in refused.content.decode()
        assert '<span class="wrong" id="d-opening_balance_minor">' in refused.content.decode()
    assert not Supplier.objects.exists()
    first, again = (client.post("/suppliers/new", {**form, **owed}) for _ in range(2))
    assert (first.status_code, again["Location"]) == (302, first["Location"])
    row = Supplier.objects.get()
    assert (row.opening_balance_minor, row.opening_balance_on, row.payment_terms) == (
        123_450,
        date(2026, 1, 1),
        "net_30",
    )
    before = everything()
    assert client.post("/suppliers/new", {**form, "key": ""}).status_code == 409
    assert everything() == before


def test_who_may_not_see_terms_changes_the_rest_and_cannot_set_them():
    supplier_id = rich_supplier()
    client, path = client_of("sales"), f"/suppliers/{supplier_id}/edit"
    form = form_of(client, path)
    assert "payment_terms" not in form
    assert client.post(path, {**form, "payment_terms": "cod"}).status_code == 403
    assert client.post(path, {**form, "address": "Mill Lane 2"}).status_code == 302
    row = Supplier.objects.get()
    assert (row.address, row.payment_terms, row.opening_balance_minor) == ("Mill Lane 2", "net_45", 123_450)


def test_an_edit_that_comes_too_late_loses_nothing():
    supplier_id = rich_supplier()
    client, path = client_of(), f"/suppliers/{supplier_id}/edit"
    form = form_of(client, path)
    theirs = SupplierEdit(opening_balance_minor=200_000, address="Mill Lane 3")
    edit_supplier(supplier_id=supplier_id, version=1, edit=theirs, actor=BY, now=NOW)
    late = client.post(path, {**form, "opening_balance_minor": "1500", "name": "Mill"})
    page = late.content.decode()
    assert late.status_code == 412
    assert "Changed meanwhile to “2000.00”" in page
    assert 'value="Mill Lane 3"' in page
    assert client.post(path, form_in(page)).status_code == 302
    row = Supplier.objects.get()
    assert (row.name, row.address, row.opening_balance_minor) == ("Mill", "Mill Lane 3", 150_000)


def test_a_supplier_is_not_bought_from_any_more_and_again():
    supplier_id = make_supplier()
    client, path = client_of(), f"/suppliers/{supplier_id}/edit"
    form = form_of(client, path)
    assert form.pop("is_active") == "true"
    assert client.post(path, form).status_code == 302
    assert not Supplier.objects.get().is_active
    assert "not bought from" in client.get(f"/suppliers/{supplier_id}").content.decode()
    assert client.post(path, {**form_of(client, path), "is_active": "true"}).status_code == 302
    assert Supplier.objects.get().is_active


def test_the_list_is_given_as_a_file():
    rich_supplier()
    response: Any = client_of("accountant").get("/suppliers?format=csv")
    (row,) = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"), newline=""))
    assert (row["code"], row["payment_terms"], row["opening_balance_minor"]) == ("MILL", "net_45", "123450")


def test_absurd_input_is_never_our_failure():
    supplier_id = rich_supplier()
    client = client_of()
    for text in ("\x00", "9" * 4000, "-1", "NaN", "1e99", "²", "' OR 1=1 --", "\x07"):
        for name in ("search", "bought", "cursor", "sort"):
            assert client.get("/suppliers", {name: text}).status_code < 500, (name, text)
        names = (
            "code name phone email tax_pin address payment_terms opening_balance_minor opening_balance_currency"
            " opening_balance_on is_active"
        ).split()
        for name in names:
            form = {"code": "X", "name": "X", "payment_terms": "cod", name: text, "version": "1"}
            for path in ("new", f"{supplier_id}/edit"):
                assert client.post(f"/suppliers/{path}", form).status_code < 500, (path, name, text)
    assert client.get("/suppliers/99999999999999999999").status_code == 404
