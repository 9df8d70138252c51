"""A supplier and its documents, in few words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from kontor.parties.models import Supplier
from kontor.payables.models import SupplierAccount, SupplierEntry
from kontor.payables.operations import post_entries, reverse_entry
from kontor.payables.queries import StatementFilter, supplier_statement
from kontor.payables.types import EntryReversal, PostedEntries, PostedEntry, SupplierEntryDraft, SupplierStatement
from tests.world import NOW, TODAY, World, make_world

ALWAYS = StatementFilter(date(2000, 1, 1), date(2100, 1, 1))


def make_suppliers() -> World:
    """MILL is paid within 30 days, FARM at once; nothing is owed to either."""
    world = make_world()
    Supplier.objects.create(code="MILL", name="Valley Mill", payment_terms="net_30")
    Supplier.objects.create(code="FARM", name="Green Farm")
    return world


def owe(code: str, minor: int, on: date, currency: str = "GBP") -> None:
    """The opening balance that stands on the supplier."""
    Supplier.objects.filter(code=code).update(
        opening_balance_minor=minor, opening_balance_currency=currency, opening_balance_on=on
    )


def draft(world: World, kind: str, amount_minor: int, reference: str = "", **more: Any) -> SupplierEntryDraft:
    values = {"supplier": "MILL", "branch": world.branch.code, "business_date": TODAY, "reference": reference, **more}
    return SupplierEntryDraft(kind=kind, amount_minor=amount_minor, **values)


def post(world: World, *drafts: SupplierEntryDraft, **more: Any) -> PostedEntries:
    return post_entries(**{"drafts": drafts, "actor": world.actor, "now": NOW, **more})


def posted(world: World, kind: str, amount_minor: int, reference: str = "", *, now: datetime = NOW, **more: Any) -> int:
    """The id of an entry that must be taken."""
    (item,) = post(world, draft(world, kind, amount_minor, reference, **more), now=now).items
    assert item.verdict == "posted", item
    assert item.id is not None
    return item.id


def reverse(
    world: World, entry_id: int, reason: str = "Wrong supplier", on: date | None = None, **more: Any
) -> PostedEntry:
    reversal = EntryReversal(reason=reason, business_date=on)
    return reverse_entry(**{"entry_id": entry_id, "reversal": reversal, "actor": world.actor, "now": NOW, **more})


def verdicts(answer: PostedEntries) -> list[tuple[str, str | None]]:
    return [(item.verdict, item.field) for item in answer.items]


def supplier_id(code: str = "MILL") -> int:
    return Supplier.objects.get(code=code).pk


def statement(world: World, code: str = "MILL", filters: StatementFilter = ALWAYS, **more: Any) -> SupplierStatement:
    return supplier_statement(
        **{
            "actor": world.actor,
            "supplier_id": more.pop("supplier_id", None) or supplier_id(code),
            "filters": filters,
            "limit": 100,
            **more,
        }
    )


def rest(found: SupplierStatement) -> Sequence[int]:
    """Not due, 1-30, 31-60, 61-90, over 90 days, paid ahead."""
    ages = found.aging
    return (
        ages.not_due_minor,
        ages.days_1_30_minor,
        ages.days_31_60_minor,
        ages.days_61_90_minor,
        ages.over_90_minor,
        ages.paid_ahead_minor,
    )


def assert_ledger_proves_accounts() -> None:
    for account in SupplierAccount.objects.all():
        amounts = SupplierEntry.objects.filter(account=account).values_list("amount_minor", flat=True)
        assert account.posted_minor == sum(amounts)


def rich_account(world: World, now: datetime) -> int:
    """A bill of every age, a payment, a reversed bill and one that is not due in MILL's account; the newest entry."""
    today = now.date()
    for days, amount in ((100, 41_250), (45, 250_000), (12, 1_184_075)):
        on = today - timedelta(days=days)
        posted(world, "bill", amount, f"INV-{days}", business_date=on, due_on=on, now=now)
    wrong = posted(world, "bill", 99_900, "INV-7", business_date=today - timedelta(days=3), now=now)
    reverse(world, wrong, "Entered for the wrong supplier", now=now)
    posted(world, "adjustment", -75, note="Rounded down as agreed", business_date=today, now=now)
    posted(world, "payment", 100_000, "TRF-8812", business_date=today, now=now)
    return posted(world, "bill", 530_000, "INV-8", business_date=today, now=now)


def payable_pages(world: World) -> list[str]:
    """The pages of MILL's account, with an entry of every sort in it."""
    now = NOW + timedelta(days=150)  # the opening balance is of the year's first day
    entry, path = rich_account(world, now), f"/suppliers/{supplier_id()}/statement"
    return [
        "/payables",
        "/payables?search=nobody",
        f"{path}?from_on=2026-01-01&to_on=2026-12-31",
        f"{path}?from_on=2020-01-01&to_on=2020-01-31",
        f"{path}/new",
        f"{path}/{entry}/reverse",
    ]
