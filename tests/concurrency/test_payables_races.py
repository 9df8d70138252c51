"""Two at one supplier's account at once: its balance is exact, a document is entered and an entry reversed once."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from django.db import connection

from kontor.kernel.errors import KontorError
from kontor.payables.models import SupplierAccount, SupplierEntry
from kontor.payables.operations import post_entries, reverse_entry
from kontor.payables.queries.proof import payables_differences
from kontor.payables.sql import ledger
from kontor.payables.types import PostedEntries
from tests.concurrency.races import copy_of, one_meets_the_other_uncommitted, race
from tests.payables.owing import draft, make_suppliers, post, posted, reverse, verdicts
from tests.world import World

pytestmark = pytest.mark.postgres
POSTING, REVERSING = sys.modules[post_entries.__module__], sys.modules[reverse_entry.__module__]
LOCK = 'return " FOR NO KEY UPDATE OF a" if is_postgres() else ""'


@pytest.fixture
def world(race_database: str) -> World:
    return make_suppliers()


def paying(world: World, amount: int, reference: str = "", kind: str = "payment") -> Callable[[], PostedEntries]:
    return lambda: post(world, draft(world, kind, amount, reference))


def owed() -> int:
    return SupplierAccount.objects.get(supplier__code="MILL").posted_minor


def owed_after_two_met(world: World) -> int:
    posted(world, "bill", 1000, "INV-1")
    one_meets_the_other_uncommitted(paying(world, 300), paying(world, 200))
    return owed()


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    unlocked = copy_of(ledger, LOCK, 'return ""')
    monkeypatch.setattr(POSTING, "lock_accounts_of_read", unlocked.lock_accounts_of_read)
    monkeypatch.setattr(REVERSING, "lock_account_of_entry_read", unlocked.lock_account_of_entry_read)


def test_row_75_two_payments_at_once_are_both_taken_off(world):
    assert owed_after_two_met(world) == 500
    assert payables_differences() == []


def test_the_relative_update_alone_keeps_the_balance_exact(world, monkeypatch):
    without_locks(monkeypatch)
    assert owed_after_two_met(world) == 500


def test_control_a_balance_written_from_what_was_read_loses_a_payment_and_the_proof_finds_it(world, monkeypatch):
    without_locks(monkeypatch)
    stale = "(SELECT b.posted_minor FROM payables_supplieraccount b WHERE b.id = a.id) + d.posted_minor FROM"
    careless = copy_of(ledger, "a.posted_minor + d.posted_minor FROM", stale)
    monkeypatch.setattr(POSTING, "balance_writes", careless.balance_writes)
    assert owed_after_two_met(world) == 800
    assert [(item.kind, item.expected, item.found) for item in payables_differences()] == [
        ("supplier_balance", "500", "800")
    ]


def test_many_at_once_on_several_suppliers_add_up(world):
    posted(world, "bill", 10, "INV-0")  # one account is there, the other is made by whoever comes first

    def both_ways(number: int) -> Callable[[], PostedEntries]:
        drafts = [
            draft(world, "bill", 100 + number, f"INV-{number}"),
            draft(world, "bill", 7, f"F-{number}", supplier="FARM"),
            draft(world, "payment", 30),
        ]
        return lambda: post(world, *(drafts if number % 2 else reversed(drafts)))

    answers = race(*(both_ways(number) for number in range(1, 9)))
    assert [answer.posted for answer in answers] == [3] * 8
    assert owed() == 10 + sum(70 + number for number in range(1, 9))
    assert SupplierAccount.objects.get(supplier__code="FARM").posted_minor == 56
    assert payables_differences() == []


def test_the_first_two_entries_of_a_supplier_share_one_account(world):
    answers = race(*(paying(world, 5, f"CHQ-{number}") for number in range(6)))
    assert [answer.posted for answer in answers] == [1] * 6
    assert (SupplierAccount.objects.count(), owed()) == (1, -30)


def bills_after_twins_met(world: World) -> list[tuple[str, str | None]]:
    posted(world, "payment", 1)
    twin = paying(world, 1000, "INV-1", "bill")
    return verdicts(one_meets_the_other_uncommitted(twin, twin))


def test_a_document_that_two_enter_at_once_is_entered_once(world):
    assert bills_after_twins_met(world) == [("duplicate", None)]
    assert owed() == 999


def test_control_without_lock_and_index_it_is_entered_twice(world, monkeypatch):
    without_locks(monkeypatch)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX supplierentry_document_once")
    assert bills_after_twins_met(world) == [("posted", None)]
    assert owed() == 1999


def outcome(call: Callable[[], object]) -> Callable[[], str]:
    def run() -> str:
        try:
            call()
        except KontorError as error:
            return error.code
        return "done"

    return run


@pytest.mark.parametrize("is_locked", [True, False])
def test_an_entry_that_two_reverse_at_once_is_taken_back_once(world, monkeypatch, is_locked):
    """Without the lock, the unique index sends the slower one back to read again."""
    entry = posted(world, "bill", 1000, "INV-1")
    if not is_locked:
        without_locks(monkeypatch)
    again = outcome(lambda: reverse(world, entry))
    assert one_meets_the_other_uncommitted(lambda: reverse(world, entry), again) == "supplier_entry_reversed"
    assert (SupplierEntry.objects.count(), owed()) == (2, 0)
    assert payables_differences() == []
