"""Supplier accounts over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine

from kontor.access.models import Role
from kontor.access.roles import RIGHTS
from kontor.organization.models import Branch
from kontor.payables.models import SupplierEntry
from tests.calls import refusal, send
from tests.payables.owing import make_suppliers, owe, supplier_id
from tests.people import client_of, make_key, make_user
from tests.world import TODAY, World, everything

pytestmark = pytest.mark.django_db
ENTRIES, BALANCES = "/api/v1/supplier-entries", "/api/v1/supplier-balances"


@pytest.fixture
def world() -> World:
    return make_suppliers()


def client(world: World, role: str = "accountant"):
    return client_of(make_key(make_user(role, branches=(world.branch,))))


def bill(world: World, amount: int = 11_600, reference: str = "INV-1", **more):
    row = {"supplier": "MILL", "kind": "bill", "amount_minor": amount, "reference": reference}
    return {**row, "branch": world.branch.code, "business_date": TODAY.isoformat(), **more}


def test_row_75_bills_are_posted_read_and_reversed_over_http(world):
    accountant, path = client(world), f"/api/v1/suppliers/{supplier_id()}/statement"
    body = {"items": [bill(world), bill(world, 0, "INV-2"), bill(world, 5_000, "CHQ-1", kind="payment")]}
    first = send(accountant, "POST", ENTRIES, body, key="p1")
    assert [(item["verdict"], item["field"]) for item in first.json()["items"]] == [
        ("posted", None), ("refused", "amount_minor"), ("posted", None),
    ]  # fmt: skip
    assert (first.json()["posted"], first.json()["refused"]) == (2, 1)
    assert send(accountant, "POST", ENTRIES, body, key="p1").content == first.content
    assert refusal(send(accountant, "POST", ENTRIES, {"items": [bill(world, 1)]}, key="p1")) == (
        422, "idempotency_key_reused",
    )  # fmt: skip
    days = f"?from_on={TODAY}&to_on={TODAY}&limit=1"
    page = send(accountant, "GET", f"{path}{days}").json()
    assert (page["opening_minor"], page["closing_minor"], page["page_closing_minor"]) == (0, 6_600, 11_600)
    rest = send(accountant, "GET", f"{path}{days}&cursor={page['next_cursor']}").json()
    assert (rest["page_opening_minor"], rest["page_closing_minor"], rest["next_cursor"]) == (11_600, 6_600, None)
    entry_id = first.json()["items"][0]["id"]
    taken = send(accountant, "POST", f"{ENTRIES}/{entry_id}/reverse", {"reason": "Wrong"}, key="r1")
    assert taken.json()["verdict"] == "posted"
    again = send(accountant, "POST", f"{ENTRIES}/{entry_id}/reverse", {"reason": "Wrong"}, key="r1")
    assert again.content == taken.content
    assert refusal(send(accountant, "POST", f"{ENTRIES}/{entry_id}/reverse", {"reason": "Wrong"})) == (
        409, "supplier_entry_reversed",
    )  # fmt: skip
    seen = send(accountant, "GET", f"{ENTRIES}/{entry_id}").json()
    assert (seen["reversed_by_id"], seen["amount_minor"], seen["currency"]) == (taken.json()["id"], 11_600, "GBP")
    mill = send(accountant, "GET", f"{BALANCES}?search=MILL&on={TODAY}").json()["items"][0]
    assert (mill["balance_minor"], mill["aging"]["paid_ahead_minor"]) == (-5_000, 5_000)


def test_today_is_the_branchs_where_no_day_is_said(world):
    """In Kiritimati it is the third of March already while it is the second in UTC."""
    Branch.objects.filter(pk=world.branch.pk).update(time_zone="Pacific/Kiritimati")
    path = f"/api/v1/suppliers/{supplier_id()}/statement"
    with time_machine.travel(datetime(2026, 3, 2, 20, tzinfo=UTC), tick=False):
        accountant = client(world)
        today = bill(world, business_date="2026-03-03", due_on="2026-03-03")
        assert send(accountant, "POST", ENTRIES, {"items": [today]}, key="p1").json()["posted"] == 1
        shown = send(accountant, "GET", path).json()
    assert (shown["from_on"], shown["to_on"], shown["closing_minor"]) == ("2026-03-01", "2026-03-03", 11_600)


def test_balances_are_filtered_sorted_and_summed(world):
    owe("MILL", 900, TODAY)
    owe("FARM", -100, TODAY)
    accountant = client(world)
    found = send(accountant, "GET", f"{BALANCES}?sort=-balance&open=true&on=2026-04-30").json()["items"]
    assert [(row["supplier"], row["balance_minor"]) for row in found] == [("MILL", 900), ("FARM", -100)]
    assert found[0]["aging"]["days_31_60_minor"] == 900
    (total,) = send(accountant, "GET", f"{BALANCES}/totals?on={TODAY}").json()["items"]
    assert (total["currency"], total["suppliers"], total["balance_minor"]) == ("GBP", 2, 800)


def test_what_cannot_be_asked_says_what_to_do(world):
    accountant = client(world)
    for path in (
        f"{BALANCES}?srt=name",
        f"{BALANCES}?sort=price",
        f"{BALANCES}?open=maybe",
        f"/api/v1/suppliers/{supplier_id()}/statement?from_on=2026-03-02&to_on=2026-03-01",
        f"/api/v1/suppliers/{supplier_id()}/statement?from_on=yesterday",
    ):
        assert refusal(send(accountant, "GET", path)) == (422, "invalid_input"), path
    assert refusal(send(accountant, "GET", "/api/v1/suppliers/999999/statement")) == (404, "supplier_not_found")
    assert refusal(send(accountant, "GET", f"{ENTRIES}/999999")) == (404, "supplier_entry_not_found")
    before = everything()
    assert refusal(send(accountant, "POST", ENTRIES, {"items": []})) == (422, "supplier_entry_invalid")
    assert refusal(send(accountant, "POST", ENTRIES, {"items": [{**bill(world), "extra": 1}]}))[0] == 422
    assert refusal(send(accountant, "POST", f"{ENTRIES}/999999/reverse", {"reason": "x"}))[0] == 404
    assert everything() == before


def test_the_ledger_has_rights_of_its_own(world):
    send(client(world), "POST", ENTRIES, {"items": [bill(world)]})
    before = everything()
    for role, reads in (("auditor", 200), ("branch_manager", 403), ("sales", 403), ("integration", 403)):
        someone = client(world, role)
        assert send(someone, "GET", BALANCES).status_code == reads
        assert refusal(send(someone, "POST", ENTRIES, {"items": [bill(world, 1, "INV-9")]})) == (403, "forbidden")
        entry = SupplierEntry.objects.get().pk
        assert refusal(send(someone, "POST", f"{ENTRIES}/{entry}/reverse", {"reason": "x"})) == (403, "forbidden")
    after = everything()
    assert after["payables.SupplierEntry"] == before["payables.SupplierEntry"]
    assert after["payables.SupplierAccount"] == before["payables.SupplierAccount"]


def test_balances_are_seen_by_those_who_may_see_what_is_agreed(world):
    send(client(world), "POST", ENTRIES, {"items": [bill(world)]})
    rights = [right for right in RIGHTS if right != "supplier_terms.read"]
    Role.objects.create(code="blind", name="Blind", rights=rights)
    blind = client(world, "blind")
    seen = send(blind, "GET", f"/api/v1/suppliers/{supplier_id()}/statement?from_on={TODAY}&to_on={TODAY}").json()
    hidden = ("payment_terms", "opening_minor", "closing_minor", "page_closing_minor", "brought_in_minor")
    assert [seen[name] for name in hidden] == [None] * len(hidden)
    assert (seen["items"][0]["amount_minor"], seen["items"][0]["balance_minor"]) == (11_600, None)
    assert set(seen["aging"].values()) == {None}
    assert refusal(send(blind, "GET", f"{BALANCES}?sort=-balance")) == (403, "field_masked")
    assert refusal(send(blind, "GET", f"{BALANCES}?open=true")) == (403, "field_masked")
    assert {row["balance_minor"] for row in send(blind, "GET", BALANCES).json()["items"]} == {None}
