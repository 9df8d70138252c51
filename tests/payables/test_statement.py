"""The statement of a supplier and the balances of all: opening and entries are closing, and ages are the balance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontor.access.types import Actor
from kontor.kernel.errors import InvalidInput
from kontor.kernel.masking import FieldMasked
from kontor.parties.errors import SupplierNotFound
from kontor.parties.models import Supplier
from kontor.parties.operations import edit_supplier
from kontor.parties.types import SupplierEdit
from kontor.payables.errors import EntryNotFound
from kontor.payables.models import SupplierAccount
from kontor.payables.queries import (
    SORTS,
    BalanceFilter,
    StatementFilter,
    balance_totals,
    entry_detail,
    list_balances,
    supplier_statement,
)
from kontor.payables.types import SupplierBalance
from tests.payables.owing import (
    ALWAYS,
    assert_ledger_proves_accounts,
    draft,
    make_suppliers,
    owe,
    post,
    posted,
    rest,
    reverse,
    statement,
    supplier_id,
)
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_suppliers()


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def balances(world: World, **more: Any) -> list[SupplierBalance]:
    return list(list_balances(**{"actor": world.actor, "on": TODAY, **more}).items)


def test_row_75_opening_and_the_entries_are_closing(world):
    owe("MILL", 5000, ago(100))
    posted(world, "bill", 1000, "INV-1", business_date=ago(40))
    posted(world, "payment", 600, business_date=ago(20))
    wrong = posted(world, "bill", 70, "INV-2", business_date=ago(10))
    reverse(world, wrong, on=ago(5))
    posted(world, "adjustment", -3, note="Rounding", business_date=ago(1))
    found = statement(world, filters=StatementFilter(ago(20), ago(2)))
    assert (found.opening_minor, found.closing_minor, found.currency) == (6000, 5400, "GBP")
    assert [(line.kind, line.amount_minor, line.balance_minor) for line in found.items] == [
        ("payment", -600, 5400),
        ("bill", 70, 5470),
        ("bill", -70, 5400),
    ]
    assert found.items[1].reversed_by_id == found.items[2].id
    assert found.items[2].reverses_id == wrong
    totals = {total.kind: (total.entries, total.amount_minor) for total in found.totals}
    assert totals == {"bill": (2, 0), "payment": (1, -600), "credit": (0, 0), "adjustment": (0, 0)}
    assert (found.brought_in_minor, found.brought_in_on, found.payment_terms) == (5000, ago(100), "net_30")
    assert statement(world).closing_minor == 5397 == balances(world)[1].balance_minor


def test_a_statement_goes_on_page_after_page(world):
    owe("MILL", 100, ago(50))
    for number in range(7):
        posted(world, "bill", 10 + number, f"INV-{number}", business_date=ago(7 - number % 3))
    pages, after = [], None
    while True:
        found = statement(world, after=after, limit=3)
        pages.append(found)
        if found.next_cursor is None:
            break
        after = int(found.next_cursor)
    assert [len(page.items) for page in pages] == [3, 3, 1]
    assert (pages[0].page_opening_minor, pages[-1].page_closing_minor) == (100, found.closing_minor)
    for before, following in pairwise(pages):
        assert before.page_closing_minor == following.page_opening_minor
    lines = [line for page in pages for line in page.items]
    assert [line.business_date for line in lines] == sorted(line.business_date for line in lines)
    assert lines == statement(world).items
    empty = statement(world, filters=StatementFilter(ago(3), ago(3)))
    assert (empty.items, empty.page_opening_minor, empty.page_closing_minor) == ([], *[empty.opening_minor] * 2)


def test_the_account_follows_an_opening_balance_that_is_corrected(world):
    posted(world, "bill", 1000, "INV-1")
    supplier = Supplier.objects.get(code="MILL")
    edit = SupplierEdit(opening_balance_minor=250, opening_balance_currency="GBP", opening_balance_on=ago(9))
    edit_supplier(supplier_id=supplier.pk, version=1, edit=edit, actor=world.actor, now=NOW)
    assert (statement(world).closing_minor, balances(world)[1].balance_minor) == (1250, 1250)
    edit_supplier(
        supplier_id=supplier.pk, version=2, edit=SupplierEdit(opening_balance_minor=-50), actor=world.actor, now=NOW
    )
    assert (statement(world).closing_minor, balances(world)[1].balance_minor) == (950, 950)
    assert rest(statement(world, filters=StatementFilter(TODAY, TODAY))) == (950, 0, 0, 0, 0, 0)


def test_an_opening_balance_in_another_currency_is_told_and_not_added(world):
    posted(world, "bill", 1000, "INV-1")
    owe("MILL", 777, ago(9), "KES")
    found = statement(world)
    assert (found.is_opening_left_out, found.brought_in_minor, found.closing_minor) == (True, 0, 1000)
    assert (balances(world)[1].balance_minor, rest(found)[4]) == (1000, 1000)
    assert balance_totals(actor=world.actor, on=TODAY)[0].balance_minor == 1000
    assert post(world, draft(world, "payment", 5)).items[0].code == "supplier_currency_differs"


def test_what_is_due_stands_in_its_age(world):
    owe("MILL", 1, ago(91))
    for days, amount in ((120, 20), (91, 300), (61, 4000), (31, 50_000), (30, 600_000), (1, 7_000_000)):
        posted(world, "bill", amount, f"INV-{days}", business_date=ago(days), due_on=ago(days), supplier="FARM")
    posted(world, "bill", 80_000_000, "INV-0", due_on=TODAY + timedelta(days=9), supplier="FARM")
    mill, farm = (statement(world, code, StatementFilter(ago(200), TODAY)) for code in ("MILL", "FARM"))
    assert rest(mill) == (0, 0, 0, 0, 1, 0)
    assert rest(farm) == (80_000_000, 7_600_000, 50_000, 4000, 320, 0)
    assert farm.aging.overdue_minor == 7_654_320
    posted(world, "payment", 4330, supplier="FARM")
    farm = statement(world, "FARM", StatementFilter(ago(200), TODAY))
    assert rest(farm) == (80_000_000, 7_600_000, 49_990, 0, 0, 0)
    assert {row.supplier: row.aging for row in balances(world)} == {"MILL": mill.aging, "FARM": farm.aging}
    as_it_was = statement(world, "FARM", StatementFilter(ago(200), ago(31)))
    assert rest(as_it_was) == (50_000, 4000, 300, 20, 0, 0)


def test_a_bill_with_an_advance_is_due_in_two_parts(world):
    Supplier.objects.filter(code="MILL").update(payment_terms="advance_50")
    posted(world, "bill", 1001, "INV-1", business_date=ago(10), due_on=TODAY + timedelta(days=5))
    assert rest(statement(world, filters=StatementFilter(ago(20), TODAY))) == (500, 501, 0, 0, 0, 0)
    posted(world, "payment", 501)
    assert rest(statement(world, filters=StatementFilter(ago(20), TODAY))) == (500, 0, 0, 0, 0, 0)


def test_a_reversed_bill_and_its_reversal_are_open_at_no_age_from_that_day_on(world):
    posted(world, "bill", 100, "INV-1", business_date=ago(90), due_on=ago(80))
    wrong = posted(world, "bill", 900, "INV-2", business_date=ago(50), due_on=ago(50))
    reverse(world, wrong, on=ago(10))
    assert rest(statement(world, filters=StatementFilter(ago(90), TODAY))) == (0, 0, 0, 100, 0, 0)
    assert rest(statement(world, filters=StatementFilter(ago(90), ago(11)))) == (0, 0, 1000 - 100, 100, 0, 0)


def test_balances_come_sorted_filtered_and_page_after_page(world):
    for number, amount in enumerate((50, 0, 300, 300, -20)):
        Supplier.objects.create(code=f"S{number}", name=f"Supplier 100% {9 - number}")
        if amount:
            owe(f"S{number}", amount, TODAY)
    wanted = BalanceFilter(search="100%")
    names = {sort: [row.supplier for row in balances(world, sort=sort, wanted=wanted)] for sort in SORTS}
    assert names["-balance"] == ["S3", "S2", "S0", "S1", "S4"]
    assert names["balance"] == names["-balance"][::-1]
    assert names["name"] == names["-code"] == names["-id"] == ["S4", "S3", "S2", "S1", "S0"]
    for sort in SORTS:
        found, after = [], None
        while True:
            page = list_balances(actor=world.actor, on=TODAY, wanted=wanted, sort=sort, after=after, limit=2)
            found += [row.supplier for row in page.items]
            if page.next_cursor is None:
                break
            after = int(page.next_cursor)
        assert found == names[sort]
    is_open = BalanceFilter(search="S", is_open=True)
    assert [row.supplier for row in balances(world, wanted=is_open)] == ["S4", "S3", "S2", "S0"]
    assert "S1" in {row.supplier for row in balances(world, wanted=BalanceFilter(is_open=False))}
    assert balances(world, wanted=BalanceFilter(search="100_")) == []


def test_totals_stand_apart_by_currency_and_add_the_suppliers_up(world):
    owe("MILL", 500, ago(40))
    owe("FARM", -70, ago(40))
    Supplier.objects.create(code="KEN", name="Kenyan Mill")
    owe("KEN", 9, ago(2), "KES")
    pound, shilling = balance_totals(actor=world.actor, on=TODAY)
    assert (pound.currency, pound.suppliers, pound.balance_minor) == ("GBP", 2, 430)
    assert (pound.aging.days_31_60_minor, pound.aging.paid_ahead_minor) == (500, 70)
    assert (shilling.currency, shilling.balance_minor, shilling.aging.days_1_30_minor) == ("KES", 9, 9)


def test_totals_are_read_in_parts_and_leave_nobody_out(world, monkeypatch):
    for number in range(5):
        Supplier.objects.create(code=f"S{number}", name="More")
        owe(f"S{number}", 10, TODAY)
    for part in (1, 2, 3, 5, 100):
        monkeypatch.setattr("kontor.payables.queries.balances._PART", part)
        (total,) = balance_totals(actor=world.actor, on=TODAY)
        assert (total.suppliers, total.balance_minor, total.aging.not_due_minor) == (5, 50, 50)


def test_lists_and_statements_cost_the_same_however_much_there_is(world):
    def queries(call) -> int:
        with CaptureQueriesContext(connection) as seen:
            call()
        return len(seen)

    mill = supplier_id()
    few = queries(lambda: balances(world)), queries(lambda: statement(world, supplier_id=mill))
    for number in range(20):
        Supplier.objects.create(code=f"S{number}", name="More")
        post(world, draft(world, "bill", 5, f"INV-{number}", supplier=f"S{number}"), draft(world, "payment", 1))
    assert (queries(lambda: balances(world)), queries(lambda: statement(world, supplier_id=mill))) == few
    assert few[1] == 1


def test_who_sees_no_balances_learns_none_by_their_order(world):
    blind = replace(world.actor, rights=world.actor.rights - {"supplier_terms.read"})
    for asked in ({"sort": "-balance"}, {"sort": "balance"}, {"wanted": BalanceFilter(is_open=True)}):
        with pytest.raises(FieldMasked):
            list_balances(actor=blind, on=TODAY, **asked)
    assert len(list_balances(actor=blind, on=TODAY).items) == 2


def test_one_entry_and_what_is_not_there(world):
    entry = posted(world, "bill", 100, "INV-1")
    found = entry_detail(actor=world.actor, entry_id=entry)
    assert (found.supplier, found.branch, found.amount_minor, found.currency) == ("MILL", world.branch.code, 100, "GBP")
    with pytest.raises(EntryNotFound):
        entry_detail(actor=world.actor, entry_id=2**70)
    with pytest.raises(SupplierNotFound):
        supplier_statement(actor=world.actor, supplier_id=2**70, filters=ALWAYS)
    with pytest.raises(InvalidInput):
        statement(world, filters=StatementFilter(TODAY, ago(1)))


def test_a_supplier_to_whom_nothing_was_ever_owed_has_an_empty_statement(world):
    found = statement(world, "FARM")
    assert (found.opening_minor, found.closing_minor, found.currency, found.items) == (0, 0, "", [])
    assert rest(found) == (0,) * 6
    assert not SupplierAccount.objects.exists()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["bill", "payment", "credit", "adjustment", "reverse"]),
        st.integers(1, 10**6),
        st.integers(0, 120),
        st.integers(0, 60),
    ),
    max_size=12,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=STEPS,
    brought_in=st.one_of(st.none(), st.integers(-(10**6), 10**6)),
    days=st.tuples(*[st.integers(0, 130)] * 2),
)
def test_row_75_any_history_opens_moves_and_closes_and_its_ages_are_the_balance(world, steps, brought_in, days):
    with transaction.atomic():
        if brought_in is not None:
            owe("MILL", brought_in, ago(120))
        _write(world, steps)
        first, last = sorted(map(ago, days))
        found = statement(world, filters=StatementFilter(first, last))
        assert found.opening_minor + sum(line.amount_minor for line in found.items) == found.closing_minor
        assert found.closing_minor - found.opening_minor == sum(total.amount_minor for total in found.totals)
        running = found.opening_minor
        for line in found.items:
            running += line.amount_minor
            assert line.balance_minor == running
        for one in (found, statement(world), statement(world, filters=StatementFilter(ago(500), TODAY))):
            ages = one.aging
            assert ages.not_due_minor + ages.overdue_minor - ages.paid_ahead_minor == one.closing_minor
        before = statement(world, filters=StatementFilter(ago(500), first - timedelta(days=1)))
        assert before.closing_minor == found.opening_minor
        (now,) = balances(world, wanted=BalanceFilter(search="MILL"))
        assert now.balance_minor == statement(world).closing_minor
        assert_ledger_proves_accounts()
        transaction.set_rollback(True)


def _write(world: World, steps: list[tuple[str, int, int, int]]) -> None:
    entries: list[int] = []
    for number, (kind, amount, days, more) in enumerate(steps):
        on = ago(days)
        if kind == "reverse":
            if entries:
                reverse(world, entries.pop(amount % len(entries)))
        elif kind == "bill":
            due = on + timedelta(days=more)
            entries.append(posted(world, kind, amount, f"R{number}", business_date=on, due_on=due))
        elif kind == "adjustment":
            signed = amount if more % 2 else -amount
            entries.append(posted(world, kind, signed, note="Why", business_date=on))
        else:
            entries.append(posted(world, kind, amount, f"R{number}", business_date=on))


def test_the_actor_may_be_of_any_branch(world):
    nowhere = Actor(id=1, kind="user", name="x", rights=world.actor.rights, branch_ids=frozenset())
    posted(world, "bill", 100, "INV-1")
    assert supplier_statement(actor=nowhere, supplier_id=supplier_id(), filters=ALWAYS).closing_minor == 100
