from __future__ import annotations

import stat
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.db.models import Count, Sum

from kontor.access.keys import parse_authorization
from kontor.access.models import ApiKey, AuditRecord, User
from kontor.access.operations import sign_in
from kontor.access.queries import key_holder
from kontor.alerts.models import Alert
from kontor.catalog.gtin import is_valid_gtin
from kontor.catalog.models import SKU, Barcode, Pack
from kontor.demo.company.goods import make_items
from kontor.demo.company.logins import read_logins
from kontor.demo.company.operations import trade_orders as trading
from kontor.demo.company.places import BUSINESS, COUNTERS, DEPOT, PEOPLE, WORKS_ONLY_IN
from kontor.demo.company.queries import is_room_for_company
from kontor.demo.company.sizes import SIZES
from kontor.demo.operations import make_company as making
from kontor.demo.operations.make_company import make_company
from kontor.inventory.models import StockAdjustment, StockLevel, StockMovement, StockPosting, Transfer
from kontor.maintenance.operations import verify_books
from kontor.organization.models import Business, Employment
from kontor.parties.models import Customer
from kontor.payables.models import SupplierAccount, SupplierEntry
from kontor.sales.models import OrderLine, SalesOrder, SalesReversal

pytestmark = pytest.mark.django_db

STATES = {
    ("draft", "", "none"): 4,
    ("submitted", "", "none"): 5,
    ("submitted", "oos", "none"): 3,
    ("confirmed", "", "none"): 10,
    ("confirmed", "", "partly"): 6,
    ("closed", "", "full"): 213,
    ("cancelled", "", "none"): 9,
}
LINES = 777
TOTAL_MINOR = 94_790_063
VALUE_MICROS = 462_010_411_303

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)


@pytest.fixture
def rolled_back():
    """A part of a test whose rows are gone after it."""

    @contextmanager
    def run():
        point = transaction.savepoint()
        yield
        transaction.savepoint_rollback(point)

    return run


def make(data, *, size="S", now=NOW):
    return make_company(size=size, data=data, now=now)


def figures() -> dict[str, object]:
    """What two companies made for the same instant have in common, to the last unit."""
    return {
        "orders": list(
            SalesOrder.objects.order_by("external_reference").values_list(
                "external_reference", "lifecycle", "hold", "fulfillment", "total_minor", "ordered_at", "customer__code"
            )
        ),
        "levels": list(
            # The code of an in-transit location holds an id, and ids differ between databases.
            StockLevel.objects.order_by("location__branch__code", "location__kind", "sku__code").values_list(
                *("location__branch__code", "location__kind", "sku__code"),
                *("on_hand", "reserved", "value_micros", "reorder_point"),
            )
        ),
        "postings": sorted(StockPosting.objects.values_list("kind", "occurred_at", "business_date")),
    }


def proof() -> tuple[object, ...]:
    return tuple(verify_books(clock=lambda: datetime.now(UTC)).differences)


def test_the_books_of_a_new_company_are_proved(tmp_path):
    company = make(tmp_path)
    assert company.is_new
    assert proof() == ()


def test_its_figures_for_a_fixed_instant_are_known(tmp_path):
    make(tmp_path)
    assert SKU.objects.count() == 60
    assert Customer.objects.count() == 40
    assert SalesOrder.objects.count() == 250
    states = SalesOrder.objects.values_list("lifecycle", "hold", "fulfillment").annotate(orders=Count("id"))
    assert {(lifecycle, hold, fulfillment): orders for lifecycle, hold, fulfillment, orders in states} == STATES
    assert OrderLine.objects.count() == LINES
    assert SalesOrder.objects.aggregate(total=Sum("total_minor"))["total"] == TOTAL_MINOR
    assert StockLevel.objects.aggregate(total=Sum("value_micros"))["total"] == VALUE_MICROS


def test_suppliers_are_owed_what_came_in_less_what_was_paid(tmp_path):
    make(tmp_path)
    came_in = StockMovement.objects.filter(posting__kind="receipt", posting__reference__startswith="DN-")
    billed, paid = (SupplierEntry.objects.filter(kind=kind) for kind in ("bill", "payment"))
    value = came_in.aggregate(total=Sum("value_delta_micros"))["total"]
    assert billed.aggregate(total=Sum("amount_minor"))["total"] * 10_000 == value
    assert paid.count() > 0
    assert set(paid.values_list("business_date", flat=True)) == {max(billed.values_list("business_date", flat=True))}
    assert SupplierAccount.objects.filter(posted_minor__gt=0).count() > 5


def test_every_state_of_a_warehouse_is_there(tmp_path):
    make(tmp_path)
    fates = SalesOrder.objects.values_list("lifecycle", "hold", "fulfillment")
    assert set(fates) == set(STATES)
    waiting = [
        line
        for line in OrderLine.objects.filter(order__lifecycle="confirmed", is_stocked=True)
        if line.quantity_base > line.reserved_base + line.issued_base
    ]
    assert len(waiting) >= 2, "backordered"
    assert Counter(Transfer.objects.values_list("state", flat=True))["in_transit"] == 1
    assert Counter(StockAdjustment.objects.values_list("state", flat=True)) == {"draft": 1, "posted": 2}
    assert StockPosting.objects.filter(kind="disposal", reason="Fell from the forklift").count() == 1
    assert StockPosting.objects.filter(reverses__isnull=False).count() == 1
    assert SalesReversal.objects.count() == 1
    assert set(Alert.objects.filter(resolved_at=None).values_list("kind", flat=True)) == {"low_stock", "oversold"}
    assert set(SalesOrder.objects.values_list("location__code", flat=True)) == {DEPOT.code, *COUNTERS}
    assert set(SalesOrder.objects.values_list("priority", flat=True)) == {1, 2, 3}
    assert SKU.objects.filter(is_active=False).count() == 1
    assert SKU.objects.filter(is_stocked=False).count() == 2


def test_nothing_happens_after_now(tmp_path):
    make(tmp_path)
    assert SalesOrder.objects.filter(ordered_at__gt=NOW).count() == 0
    assert StockPosting.objects.filter(occurred_at__gt=NOW).count() == 0
    assert AuditRecord.objects.filter(at__gt=NOW).count() == 0


def test_its_barcodes_are_of_the_restricted_range_and_valid(tmp_path):
    make(tmp_path)
    codes = list(Barcode.objects.values_list("code", flat=True))
    assert len(codes) > 100
    assert all(len(code) == 13 and is_valid_gtin(code) and 200 <= int(code[:3]) <= 299 for code in codes)
    assert set(Pack.objects.filter(code="CASE").values_list("factor", flat=True)) == {12, 24}


def test_a_second_call_makes_nothing_and_says_the_same(tmp_path):
    first = make(tmp_path)
    before = (figures(), AuditRecord.objects.count(), ApiKey.objects.count())
    second = make(tmp_path, size="M", now=LATER)
    assert (figures(), AuditRecord.objects.count(), ApiKey.objects.count()) == before
    assert (second.logins, second.api_key, second.is_new) == (first.logins, first.api_key, False)


def test_a_run_that_was_killed_is_continued_to_the_same_company(tmp_path, monkeypatch, rolled_back):
    with rolled_back():
        make(tmp_path / "whole")
        whole = figures()

    def killed_on_day_nine(**arguments):
        if arguments["day"] == 9:
            raise KeyboardInterrupt
        return trading.trade_orders(**arguments)

    monkeypatch.setattr(making, "trade_orders", killed_on_day_nine)
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "killed")
    assert SalesOrder.objects.count() == 99
    monkeypatch.undo()
    company = make(tmp_path / "killed", size="M", now=LATER)
    assert not company.is_new
    assert figures() == whole
    assert [login.user_name for login in company.logins] == list(PEOPLE)
    assert company.api_key


def test_a_run_killed_while_founding_leaves_nothing_but_passwords(tmp_path, monkeypatch):
    def killed(**arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(making, "make_master_data", killed)
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path)
    assert (Business.objects.count(), User.objects.count()) == (0, 0)
    monkeypatch.undo()
    kept = read_logins(tmp_path)
    company = make(tmp_path)
    assert kept is not None
    assert {login.user_name: login.password for login in company.logins} == kept.passwords


def test_everybody_can_sign_in_and_works_where_they_should(tmp_path):
    company = make(tmp_path)
    assert {login.user_name: login.role for login in company.logins} == PEOPLE
    for login in company.logins:
        user = sign_in(username=login.user_name, password=login.password, address="192.0.2.1", now=NOW)
        assert user.role is not None
        assert user.role.code == login.role
        branches = set(Employment.objects.filter(user=user).values_list("branch__code", flat=True))
        assert len(branches) == (1 if login.user_name in WORKS_ONLY_IN else 5)


def test_the_key_is_the_integrations(tmp_path):
    company = make(tmp_path)
    secret = parse_authorization(f"Bearer {company.api_key}")
    assert secret is not None
    holder = key_holder(secret.prefix, NOW)
    assert holder is not None
    assert secret.matches(holder.secret_hash)
    assert User.objects.get(pk=holder.user_id).username == "integration"


def test_passwords_are_kept_for_the_owner_alone_and_differ_between_installations(tmp_path, rolled_back):
    with rolled_back():
        first = make(tmp_path / "a")
    second = make(tmp_path / "b")
    assert stat.S_IMODE((tmp_path / "b" / "logins.json").stat().st_mode) == 0o600
    assert not {login.password for login in first.logins} & {login.password for login in second.logins}


def test_another_data_directory_knows_no_passwords_and_changes_none(tmp_path):
    make(tmp_path / "a")
    company = make(tmp_path / "b", now=LATER)
    assert (company.logins, company.api_key, company.is_new) == ((), None, False)
    assert not (tmp_path / "b").exists()


def test_there_is_no_room_beside_somebodys_own_books():
    assert is_room_for_company()
    Business.objects.create(code=BUSINESS, name="Sample", currency="ZMW")
    assert is_room_for_company()
    Business.objects.create(code="REPLAY", name="Replayed", currency="GBP")
    assert is_room_for_company(besides=["REPLAY"])
    assert not is_room_for_company()


@pytest.mark.parametrize("size", SIZES.values(), ids=lambda size: size.name)
def test_every_size_has_goods_enough_with_names_of_their_own(size):
    items = make_items(size.skus)
    assert len({item.code for item in items}) == len({item.name for item in items}) == size.skus - 3


@pytest.mark.long
def test_the_books_of_a_middling_company_are_proved(tmp_path):
    make(tmp_path, size="M")
    assert SalesOrder.objects.count() == 20_000
    assert SKU.objects.count() == 2_000
    assert proof() == ()
