"""The ledger is append-only on both databases, the database holds its rules too, and the proof finds differences."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from kontor.kernel.guards import append_only_tables, install_guards, missing_guards
from kontor.kernel.statements import is_postgres
from kontor.maintenance.queries.proof import prove
from kontor.payables.models import SupplierAccount, SupplierEntry
from kontor.payables.queries.proof import Difference, payables_differences
from tests.payables.owing import draft, make_suppliers, owe, post, posted, reverse
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db
TABLE = "payables_supplierentry"


@pytest.fixture
def world() -> World:
    world = make_suppliers()
    posted(world, "bill", 1000, "INV-1")
    reverse(world, posted(world, "payment", 300, "CHQ-1"))
    posted(world, "bill", 70, "F-1", supplier="FARM")
    return world


def refused(statement: str) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(error.value)


def test_entries_are_neither_changed_nor_removed(world):
    assert TABLE in append_only_tables()
    before = list(SupplierEntry.objects.order_by("id").values_list())
    statements = [f"UPDATE {TABLE} SET amount_minor = amount_minor + 1", f"DELETE FROM {TABLE}"]
    if is_postgres():
        statements.append(f"SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {TABLE} CASCADE")
    for statement in statements:
        assert "append-only" in refused(statement)
    assert "never removed" in refused("DELETE FROM payables_supplieraccount")
    assert list(SupplierEntry.objects.order_by("id").values_list()) == before


def test_a_guard_that_is_gone_is_missed_by_the_proof(world):
    trigger = f"{TABLE}_no_change" if is_postgres() else f"{TABLE}_no_update"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {trigger}{f' ON {TABLE}' if is_postgres() else ''}")
    assert trigger in missing_guards()
    assert any(trigger in difference.subject for difference in prove().differences)
    install_guards()
    assert missing_guards() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "gift"},
        {"amount_minor": 0},
        {"amount_minor": -5},
        {"kind": "payment"},
        {"kind": "adjustment"},
        {"advance_minor": 11},
        {"advance_minor": -1},
        {"due_on": TODAY - timedelta(days=1)},
        {"reference": ""},
        {"reference": "INV-1"},
    ],
)
def test_the_database_refuses_what_no_entry_can_be(world, wrong):
    account = SupplierAccount.objects.get(supplier__code="MILL")
    first = SupplierEntry.objects.order_by("id")[0]
    values = {name: getattr(first, name) for name in ("branch_id", "kind", "business_date", "due_on", "recorded_at")}
    right = {**values, "account": account, "amount_minor": 10, "reference": "INV-9", "actor_id": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        SupplierEntry.objects.create(**{**right, **wrong})
    assert SupplierEntry.objects.create(**right).pk


def test_a_ledger_that_proves_its_accounts_has_no_differences(world):
    proof = prove()
    assert [item for item in proof.differences if item.kind.startswith("supplier")] == []
    assert (proof.compared["supplier_accounts"], proof.compared["supplier_entries"]) == (2, 4)


def test_an_account_that_was_changed_beside_its_ledger_is_found(world):
    SupplierAccount.objects.filter(supplier__code="MILL").update(posted_minor=999)
    (found,) = payables_differences()
    hint = "The account was changed beside its ledger; the entries are right."
    assert found == Difference("supplier_balance", "supplier MILL", "1000", "999", hint)
    assert [item.kind for item in prove().differences] == ["supplier_balance"]


def test_an_entry_that_no_account_counted_is_found(world):
    first = SupplierEntry.objects.order_by("id")[0]
    values = {field.attname: getattr(first, field.attname) for field in SupplierEntry._meta.fields}
    SupplierEntry.objects.create(**{**values, "id": None, "reference": "PLANTED", "amount_minor": 5})
    assert [(item.expected, item.found) for item in payables_differences()] == [("1005", "1000")]


def test_an_opening_balance_in_another_currency_is_found(world):
    owe("MILL", 100, TODAY, "KES")
    (found,) = payables_differences()
    assert (found.kind, found.expected, found.found) == ("supplier_currency", "GBP", "KES")


def test_a_reversal_of_another_amount_is_found(world):
    entry = posted(world, "bill", 50, "INV-2")
    first = SupplierEntry.objects.get(pk=entry)
    values = {field.attname: getattr(first, field.attname) for field in SupplierEntry._meta.fields}
    planted = {"id": None, "amount_minor": -49, "reverses_id": entry, "note": "Planted"}
    reversal = SupplierEntry.objects.create(**{**values, **planted})
    SupplierAccount.objects.filter(supplier__code="MILL").update(posted_minor=1001)
    (found,) = payables_differences()
    assert (found.kind, found.subject) == ("supplier_reversal", f"entry {reversal.pk}")
    assert (found.expected, found.found) == ("bill -50", "bill -49")


def test_posting_goes_on_after_a_difference_without_hiding_it(world):
    SupplierAccount.objects.filter(supplier__code="MILL").update(posted_minor=999)
    post(world, draft(world, "payment", 1))
    assert [(item.expected, item.found) for item in payables_differences()] == [("999", "998")]
