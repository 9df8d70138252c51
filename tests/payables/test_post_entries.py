from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.access.models import AuditRecord
from kontor.kernel.errors import InvalidInput
from kontor.kernel.idempotency import KeyReused
from kontor.kernel.wire import RequestKey
from kontor.organization.models import Branch, Business
from kontor.parties.models import Supplier
from kontor.payables.errors import EntryInvalid, EntryNotFound, EntryReversed, PeriodClosed
from kontor.payables.models import SupplierAccount, SupplierEntry
from tests.payables.owing import (
    assert_ledger_proves_accounts,
    draft,
    make_suppliers,
    owe,
    post,
    posted,
    reverse,
    statement,
    verdicts,
)
from tests.world import NOW, TODAY, World, everything, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_suppliers()


def account(code: str = "MILL") -> SupplierAccount:
    return SupplierAccount.objects.get(supplier__code=code)


def test_a_bill_adds_to_what_is_owed_and_a_payment_takes_away(world):
    answer = post(
        world,
        draft(world, "bill", 1000, "INV-1"),
        draft(world, "payment", 400, "CHQ-7"),
        draft(world, "credit", 100, "CN-1"),
        draft(world, "adjustment", -20, note="Rounded down"),
        draft(world, "bill", 70, "F-1", supplier="FARM"),
    )
    assert (answer.posted, answer.duplicates, answer.refused) == (5, 0, 0)
    assert (account().posted_minor, account().currency, account("FARM").posted_minor) == (480, "GBP", 70)
    rows = list(SupplierEntry.objects.order_by("id").values_list("kind", "amount_minor", "due_on", "actor_id"))
    me, due_on = world.actor.id, TODAY + timedelta(days=30)
    assert rows == [
        ("bill", 1000, due_on, me),
        ("payment", -400, TODAY, me),
        ("credit", -100, TODAY, me),
        ("adjustment", -20, TODAY, me),
        ("bill", 70, TODAY, me),
    ]
    assert AuditRecord.objects.filter(action="supplier_entry.post").count() == 5
    post(world, draft(world, "payment", 80))
    assert account().posted_minor == 400
    assert_ledger_proves_accounts()


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("supplier", {"supplier": "NOBODY"}),
        ("branch", {"branch": "ELSEWHERE"}),
        ("kind", {"kind": "gift"}),
        ("amount_minor", {"amount_minor": 0}),
        ("amount_minor", {"amount_minor": -5}),
        ("amount_minor", {"amount_minor": 10**13 + 1}),
        ("reference", {"reference": " "}),
        ("reference", {"kind": "credit", "reference": ""}),
        ("reference", {"reference": "R" * 61}),
        ("note", {"kind": "adjustment", "note": ""}),
        ("note", {"note": "a\x07b"}),
        ("currency", {"currency": "KES"}),
        ("business_date", {"business_date": TODAY + timedelta(days=1)}),
        ("due_on", {"due_on": TODAY - timedelta(days=1)}),
        ("due_on", {"due_on": date(2040, 1, 1)}),
        ("due_on", {"kind": "payment", "due_on": TODAY + timedelta(days=1)}),
    ],
)
def test_an_entry_that_cannot_be_is_refused_with_its_field_and_nothing_changes(world, field, change):
    wrong = draft(world, **{"kind": "bill", "amount_minor": 100, "reference": "INV-1", **change})
    before = everything()
    answer = post(world, wrong)
    assert verdicts(answer) == [("refused", field)]
    assert answer.items[0].reason
    assert everything() == before


def test_a_refused_entry_keeps_no_other_from_being_posted(world):
    answer = post(world, draft(world, "bill", 0, "INV-1"), draft(world, "bill", 100, "INV-2"))
    assert verdicts(answer) == [("refused", "amount_minor"), ("posted", None)]
    assert account().posted_minor == 100


def test_another_branch_and_closed_books_are_refused(world):
    foreign = make_world().branch
    Branch.objects.filter(pk=world.branch.pk).update(closed_through_on=TODAY)
    answer = post(world, draft(world, "bill", 1, "A", branch=foreign.code), draft(world, "bill", 1, "B"))
    assert [(item.field, item.code) for item in answer.items] == [
        ("branch", "supplier_entry_invalid"),
        ("business_date", "period_closed"),
    ]
    assert not SupplierAccount.objects.exists()


def test_an_account_is_kept_in_one_currency(world):
    other = make_world()
    Business.objects.filter(pk=other.business.pk).update(currency="KES")
    both = replace(world.actor, branch_ids=world.actor.branch_ids | other.actor.branch_ids)
    posted(world, "bill", 100, "INV-1")
    elsewhere = {"branch": other.branch.code}
    (item,) = post(world, draft(world, "bill", 100, "INV-2", **elsewhere), actor=both).items
    assert (item.verdict, item.code) == ("refused", "supplier_currency_differs")
    owe("FARM", 500, TODAY, "KES")
    (item,) = post(world, draft(world, "bill", 100, "F-1", supplier="FARM")).items
    assert (item.verdict, item.code) == ("refused", "supplier_currency_differs")
    answer = post(world, draft(world, "bill", 100, "F-1", supplier="FARM", **elsewhere), actor=both)
    assert (answer.posted, account("FARM").currency) == (1, "KES")


def test_what_was_before_the_opening_balance_is_refused(world):
    owe("MILL", 500, TODAY)
    early = draft(world, "bill", 100, "INV-0", business_date=TODAY - timedelta(days=1))
    assert verdicts(post(world, early)) == [("refused", "business_date")]
    assert posted(world, "bill", 100, "INV-1")


def test_the_same_document_is_a_duplicate_and_another_under_its_number_is_refused(world):
    bill = draft(world, "bill", 100, "INV-1")
    first = posted(world, "bill", 100, "INV-1")
    before = everything()
    later = draft(world, "bill", 100, "INV-1", business_date=TODAY - timedelta(days=1))
    answer = post(world, bill, draft(world, "bill", 101, "INV-1"), later)
    assert verdicts(answer) == [("duplicate", None), ("refused", "reference"), ("refused", "reference")]
    assert answer.items[0].id == first
    assert str(first) in (answer.items[1].reason or "")
    assert everything() == before
    # Another kind or another supplier may well use the number, and payments need none.
    others = post(
        world,
        draft(world, "payment", 100, "INV-1"),
        draft(world, "bill", 100, "INV-1", supplier="FARM"),
        draft(world, "payment", 5),
        draft(world, "payment", 5),
    )
    assert others.posted == 4


def test_twins_in_one_batch_are_one(world):
    bill, farm = draft(world, "bill", 100, "INV-1"), draft(world, "bill", 30, "F-1", supplier="FARM")
    answer = post(world, bill, farm, bill, draft(world, "bill", 99, "INV-1"))
    assert [item.verdict for item in answer.items] == ["posted", "posted", "duplicate", "refused"]
    assert answer.items[2].id == answer.items[0].id
    assert (account().posted_minor, account("FARM").posted_minor) == (100, 30)


def test_a_reversed_entry_is_taken_back_once_and_frees_its_number(world):
    wrong = posted(world, "bill", 1000, "INV-1")
    taken_back = reverse(world, wrong)
    assert taken_back.id is not None
    entry = SupplierEntry.objects.get(pk=taken_back.id)
    assert (entry.amount_minor, entry.reverses_id, entry.note, entry.kind) == (-1000, wrong, "Wrong supplier", "bill")
    assert account().posted_minor == 0
    before = everything()
    with pytest.raises(EntryReversed):
        reverse(world, wrong)
    with pytest.raises(EntryInvalid):
        reverse(world, entry.pk)
    assert everything() == before
    right = posted(world, "bill", 900, "INV-1")
    assert SupplierEntry.objects.get(pk=right).issue == 2
    assert verdicts(post(world, draft(world, "bill", 900, "INV-1"))) == [("duplicate", None)]
    reverse(world, right)
    posted(world, "bill", 950, "INV-1")
    assert account().posted_minor == 950
    assert_ledger_proves_accounts()


def test_reversing_refuses_what_it_must(world):
    entry = posted(world, "payment", 100, business_date=TODAY - timedelta(days=3))
    stranger, before = make_world().actor, everything()
    for wrong in ({"on": TODAY - timedelta(days=4)}, {"on": TODAY + timedelta(days=1)}, {"reason": " "}):
        with pytest.raises(InvalidInput) as refusal:
            reverse(world, entry, **wrong)
        assert refusal.value.data["field"] in ("business_date", "reason")
    with pytest.raises(EntryNotFound):
        reverse(world, entry, actor=stranger)
    with pytest.raises(EntryNotFound):
        reverse(world, 2**63)
    assert everything() == before
    Branch.objects.filter(pk=world.branch.pk).update(closed_through_on=TODAY)
    with pytest.raises(PeriodClosed):
        reverse(world, entry)


def test_the_same_key_posts_once_and_another_body_under_it_is_refused(world):
    key = RequestKey(7, "k1", "a" * 64)
    first = post(world, draft(world, "payment", 100), key=key)
    assert post(world, draft(world, "payment", 100), key=key) == first
    assert SupplierEntry.objects.count() == 1
    with pytest.raises(KeyReused):
        post(world, draft(world, "payment", 100), key=RequestKey(7, "k1", "b" * 64))
    taken = RequestKey(7, "k2", "a" * 64)
    assert reverse(world, first.items[0].id or 0, key=taken) == reverse(world, first.items[0].id or 0, key=taken)
    assert account().posted_minor == 0


def test_a_batch_has_bounds_and_a_constant_number_of_statements(world):
    for count in (0, 1001):
        with pytest.raises(EntryInvalid):
            post(world, *[draft(world, "payment", 1)] * count)

    def statements(count: int, first: int) -> int:
        drafts = [draft(world, "bill", 5, f"INV-{number}") for number in range(first, first + count)]
        with CaptureQueriesContext(connection) as queries:
            assert post(world, *drafts).posted == count
        return len(queries)

    statements(1, 0)
    assert statements(2, 10) == statements(200, 100)


def test_what_an_inactive_supplier_is_owed_can_still_be_paid(world):
    posted(world, "bill", 100, "INV-1")
    Supplier.objects.update(is_active=False)
    posted(world, "payment", 100)
    assert account().posted_minor == 0


def test_advance_is_due_at_once_and_the_rest_when_the_goods_come(world):
    Supplier.objects.filter(code="MILL").update(payment_terms="advance_50")
    posted(world, "bill", 1001, "INV-1", due_on=TODAY + timedelta(days=20))
    (line,) = statement(world).items
    assert (line.advance_minor, line.due_on, line.amount_minor) == (501, TODAY + timedelta(days=20), 1001)


def test_entries_are_recorded_when_they_came(world):
    entry = posted(world, "bill", 100, "INV-1", business_date=TODAY - timedelta(days=9))
    assert SupplierEntry.objects.get(pk=entry).recorded_at == NOW
