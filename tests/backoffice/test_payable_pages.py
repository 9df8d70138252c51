"""The desk's pages of what is owed to suppliers."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from kontor.access.models import Role
from kontor.access.roles import RIGHTS
from kontor.parties.models import Supplier
from kontor.payables.models import SupplierAccount, SupplierEntry
from tests.payables.owing import make_suppliers, owe, posted, reverse, supplier_id
from tests.people import make_user
from tests.world import TODAY, World, everything

pytestmark = pytest.mark.django_db
MARCH = {"from_on": "2026-03-01", "to_on": "2026-03-31"}


@pytest.fixture
def world() -> World:
    return make_suppliers()


def desk(world: World, role: str = "accountant") -> Client:
    client = Client()
    client.force_login(make_user(role, branches=(world.branch,)))
    return client


def page_of(code: str = "MILL") -> str:
    return f"/suppliers/{supplier_id(code)}/statement"


def text_of(response: Any) -> str:
    """What is read on the page, in one line."""
    main = response.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))


def form(world: World, **more: str) -> dict[str, str]:
    values = {"kind": "bill", "amount_minor": "1,250.50", "reference": "INV-1", "business_date": TODAY.isoformat()}
    return {**values, "branch": world.branch.code, "due_on": "", "note": "", **more}


def test_row_75_a_bill_is_entered_and_stands_on_the_statement(world):
    accountant, path = desk(world), page_of()
    asked = accountant.get(f"{path}/new?kind=payment").content.decode()
    assert '<option value="payment" selected>' in asked
    sent = accountant.post(f"{path}/new", form(world))
    assert (sent.status_code, sent.headers["Location"]) == (302, f"{path}?from_on=2026-03-01")
    seen = text_of(accountant.get(path, MARCH))
    assert "Bill INV-1" in seen
    assert "+1,250.50" in seen
    assert SupplierEntry.objects.get().amount_minor == 125_050


def test_what_was_typed_stays_and_what_is_wrong_stands_beside_it(world):
    accountant, path = desk(world), f"{page_of()}/new"
    before = everything()["payables.SupplierEntry"]
    for wrong, words in (
        ({"amount_minor": "much"}, "is no amount of money"),
        ({"amount_minor": "1.005"}, "is finer than GBP allows"),
        ({"reference": ""}, "needs the number"),
        ({"branch": "ELSEWHERE"}, "Choose one of your branches"),
        ({"business_date": ""}, "Say which day"),
        ({"kind": "adjustment", "note": ""}, "Say why"),
        ({"business_date": "2999-01-01"}, "has not come yet"),
    ):
        refused = accountant.post(path, form(world, **wrong))
        shown = refused.content.decode()
        assert (refused.status_code, words in shown, 'class="wrong"' in shown) == (422, True, True), wrong
        assert 'value="INV-1"' in shown or "reference" in wrong
    assert everything()["payables.SupplierEntry"] == before == []


def test_a_form_sent_twice_posts_once_and_a_document_entered_before_is_told(world):
    accountant, path = desk(world), f"{page_of()}/new"
    sent = form(world, key="0f8fad5b-d9cb-469f-a165-70867728950e")
    assert [accountant.post(path, sent).status_code for _ in range(2)] == [302, 302]
    again = accountant.post(path, form(world, key="1f8fad5b-d9cb-469f-a165-70867728950e"))
    assert (again.status_code, "entered already" in text_of(again)) == (422, True)
    assert SupplierEntry.objects.count() == 1


def test_an_entry_is_reversed_with_a_reason(world):
    accountant, entry = desk(world), posted(world, "bill", 1000, "INV-1")
    path = f"{page_of()}/{entry}/reverse"
    asked = text_of(accountant.get(path))
    assert "Reverse Bill INV-1" in asked
    assert "10.00 GBP" in asked
    refused = accountant.post(path, {"reason": "", "business_date": TODAY.isoformat()})
    assert (refused.status_code, SupplierEntry.objects.count()) == (422, 1)
    assert accountant.post(path, {"reason": "Wrong", "business_date": TODAY.isoformat()}).status_code == 302
    assert SupplierAccount.objects.get().posted_minor == 0
    statement = accountant.get(page_of(), MARCH)
    assert "reversed" in text_of(statement)
    assert f"{entry}/reverse" not in statement.content.decode()
    assert accountant.post(path, {"reason": "Again", "business_date": TODAY.isoformat()}).status_code == 409
    other = f"{page_of('FARM')}/{entry}/reverse"
    assert (accountant.get(other).status_code, accountant.get(f"{page_of()}/999999/reverse").status_code) == (404, 404)


def test_the_list_shows_what_is_owed_and_how_long_it_is_overdue(world):
    owe("MILL", 123_456, date(2020, 1, 1))
    Supplier.objects.create(code="PAID", name="Paid Up")
    accountant = desk(world)
    seen = text_of(accountant.get("/payables"))
    assert "Valley Mill" in seen
    assert "1,234.56" in seen
    assert "Paid Up" not in seen
    assert "Paid Up" in text_of(accountant.get("/payables", {"all": "yes"}))
    assert "No supplier matches" in text_of(accountant.get("/payables", {"search": "zzz"}))
    Supplier.objects.all().update(opening_balance_minor=None, opening_balance_currency="", opening_balance_on=None)
    assert "Nothing is owed to any supplier" in text_of(accountant.get("/payables"))


def test_row_75_statement_and_balances_add_up_as_files(world):
    owe("MILL", 5000, TODAY - timedelta(days=40))
    posted(world, "bill", 1000, "=INV-1", business_date=TODAY - timedelta(days=9))
    reverse(world, posted(world, "payment", 250, "CHQ-1"))
    posted(world, "payment", 300, "CHQ-2")
    accountant = desk(world)
    response = accountant.get(page_of(), {**MARCH, "format": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # a file
    rows = list(csv.DictReader(io.StringIO(text)))
    assert (rows[0]["kind"], rows[0]["balance"]) == ("opening", "60.00")
    assert (rows[-1]["kind"], rows[-1]["balance"]) == ("closing", "57.00")
    assert Decimal("60.00") + sum(Decimal(row["amount"]) for row in rows[1:-1]) == Decimal("57.00")
    february = {"from_on": "2026-02-01", "to_on": "2026-02-28", "format": "csv"}
    before = b"".join(accountant.get(page_of(), february).streaming_content).decode()  # type: ignore[attr-defined]  # a file
    assert ",'=INV-1," in before
    book = accountant.get("/payables", {"format": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(book.streaming_content))).worksheets[0]  # type: ignore[attr-defined]  # a file
    head, mill = list(sheet.iter_rows(values_only=True))
    found = dict(zip(head, mill, strict=True))
    assert (found["supplier"], found["balance"], found["currency"]) == ("MILL", 57, "GBP")
    ages = ("not_due", "days_1_30", "days_31_60", "days_61_90", "over_90")
    assert sum(Decimal(str(found[name])) for name in ages) - Decimal(str(found["paid_ahead"])) == 57


def test_pages_and_their_links_are_for_those_who_may(world):
    posted(world, "bill", 1000, "INV-1")
    path = page_of()
    reader, stranger = desk(world, "auditor"), desk(world, "branch_manager")
    seen = reader.get(path, MARCH).content.decode()
    assert (f"{path}/new" in seen, "/reverse" in seen, 'href="/payables"' in seen) == (False, False, True)
    assert f'href="{path}"' in reader.get(f"/suppliers/{supplier_id()}").content.decode()
    for asked in (path, "/payables", f"{path}/new"):
        assert stranger.get(asked).status_code == 403
    known = stranger.get(f"/suppliers/{supplier_id()}").content.decode()
    assert (f'href="{path}"' in known, 'href="/payables"' in known) == (False, False)


def test_who_may_not_see_what_is_agreed_sees_entries_and_no_balance(world):
    owe("MILL", 77_700, TODAY - timedelta(days=40))
    posted(world, "bill", 1000, "INV-1")
    Role.objects.create(
        code="blind", name="Blind", rights=[right for right in RIGHTS if right != "supplier_terms.read"]
    )
    blind = desk(world, "blind")
    statement, listed = text_of(blind.get(page_of(), MARCH)), text_of(blind.get("/payables", {"sort": "-balance"}))
    assert "+10.00" in statement
    for seen in (statement, listed):
        assert "777.00" not in seen
        assert "787.00" not in seen
    assert "not shown to your role" in listed
    file = b"".join(blind.get(page_of(), {**MARCH, "format": "csv"}).streaming_content).decode()  # type: ignore[attr-defined]  # a file
    assert "787" not in file
    assert "10.00" in file


def test_a_statement_in_two_currencies_says_what_to_do(world):
    posted(world, "bill", 1000, "INV-1")
    owe("MILL", 5, TODAY, "KES")
    assert "Correct it on the supplier" in text_of(desk(world).get(page_of(), MARCH))


def test_an_empty_statement_says_what_would_be_there(world):
    accountant = desk(world)
    assert "Nothing was entered for these days" in text_of(accountant.get(page_of("FARM")))
    assert accountant.get("/suppliers/999999/statement").status_code == 404
    assert accountant.get(page_of(), {"from_on": "2026-03-02", "to_on": "2026-03-01"}).status_code == 422
