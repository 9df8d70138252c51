from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kontor.access.models import AuditRecord
from kontor.catalog.models import SKU
from kontor.demo.errors import CodeForeign, DocumentRefused
from kontor.demo.models import ReplayOpening, ReplaySkip
from kontor.demo.online_retail import batches
from kontor.demo.online_retail.drafts import order_draft
from kontor.demo.online_retail.opening_stock import scan
from kontor.demo.operations import found_retailer, show_retailer
from kontor.demo.operations.make_known import known_codes, make_known
from kontor.inventory.models import StockAdjustment, StockAdjustmentLine, StockLevel, StockMovement, StockPosting
from kontor.organization.models import Employment
from kontor.parties.models import Customer
from kontor.sales.models import OrderLine, SalesOrder, SalesReversal, SalesReversalLine
from kontor.sales.operations import place_orders
from tests.demo.replaying import NOW, documents, figures, replay
from tests.demo.source import FIGURES, HEADER, QUIRKS
from tests.people import make_user
from tests.world import assert_ledger_proves_levels, make_world

pytestmark = pytest.mark.django_db


def on_hand():
    return dict(StockLevel.objects.values_list("sku__code", "on_hand"))


def test_the_books_hold_every_row():
    assert replay(documents()) == FIGURES
    assert_ledger_proves_levels()


def test_no_sale_goes_short_and_the_shelves_end_as_the_file_says():
    replay(documents())
    assert on_hand() == {"85123A": 1, "71053": 0, "85123a": 0, "22139": 54, "21777": 0}
    assert not StockPosting.objects.filter(is_oversold=True).exists()


def test_a_second_replay_changes_nothing():
    replay(documents())
    tables = (SalesOrder, SalesReversal, StockAdjustment, StockMovement, ReplaySkip, ReplayOpening, AuditRecord)
    before = [table.objects.count() for table in tables]
    assert replay(documents()) == FIGURES
    assert [table.objects.count() for table in tables] == before


def test_an_invoice_is_an_order_shipped_at_its_own_time():
    replay(documents())
    order = SalesOrder.objects.get(external_reference="542806")
    assert (order.lifecycle, order.fulfillment, order.total_minor) == ("closed", "full", 1145)
    at = datetime(2011, 2, 1, 10, 0, tzinfo=UTC)
    assert order.ordered_at == at
    assert set(StockPosting.objects.filter(reference=order.number).values_list("kind", "occurred_at")) == {
        ("reservation", at),
        ("issue", at),
    }


def test_unpriced_lines_of_a_sale_are_free():
    replay(documents())
    lines = OrderLine.objects.filter(order__external_reference="536366").order_by("position")
    assert list(lines.values_list("sku__code", "is_free", "net_minor", "shipped_base")) == [
        ("POST", False, 5400, 3),
        ("85123a", False, 0, 2),
        ("22139", True, 0, 1),
    ]


def test_a_cancellation_brings_goods_back_and_keeps_its_amount():
    replay(documents())
    reversal = SalesReversal.objects.get(external_reference="C536379")
    assert (reversal.total_minor, reversal.customer.code) == (3260, "17850")  # type: ignore[union-attr]  # it has one
    lines = SalesReversalLine.objects.filter(reversal=reversal).order_by("position")
    assert list(lines.values_list("sku__code", "quantity_base", "is_stocked")) == [("85123A", 2, True), ("D", 1, False)]


def test_what_sells_nothing_adjusts_the_stock_and_says_why():
    replay(documents())
    lines = StockAdjustmentLine.objects.order_by("adjustment_id", "position")
    assert list(
        lines.values_list("adjustment__external_reference", "sku__code", "quantity_delta_base", "new_on_hand", "reason")
    ) == [
        ("536414", "22139", 56, 56, "RETROSPOT TEA SET"),
        ("536414", "M", 4, None, "Manual"),
        ("536589", "21777", -10, 8, "no description in the source"),
        ("542808/adjustment", "21777", -3, 0, "damaged"),
    ]


def test_what_is_skipped_is_recorded_with_its_reason():
    replay(documents())
    assert list(ReplaySkip.objects.order_by("reference").values_list("source", "reference", "reason", "rows")) == [
        ("online-retail", "A563185", "adjusts a bad debt: no goods and no sale", 1),
        ("online-retail", "A563186", "adjusts a bad debt: no goods and no sale", 1),
    ]


def test_lines_without_a_customer_are_those_of_the_walk_in_customer():
    replay(documents())
    assert set(Customer.objects.values_list("code", "country")) == {
        ("17850", "United Kingdom"),
        ("12583", "France"),
        ("12836", "United Kingdom"),
        ("WALK-IN", ""),
    }
    orders = SalesOrder.objects.filter(customer__code="WALK-IN")
    assert set(orders.values_list("external_reference", flat=True)) == {"542807", "563187"}


def test_services_are_sold_but_never_in_stock():
    replay(documents())
    services = SKU.objects.filter(is_stocked=False)
    assert set(services.values_list("code", flat=True)) == {"POST", "D", "M", "BANK CHARGES", "DCGS0003"}
    assert not StockLevel.objects.filter(sku__in=services).exists()


def test_each_sku_opens_with_one_receipt_at_no_cost():
    replay(documents())
    movements = StockMovement.objects.filter(posting__kind="opening")
    assert dict(movements.values_list("level__sku__code", "on_hand_delta")) == {
        "85123A": 6,
        "71053": 12,
        "85123a": 2,
        "22139": 1,
        "21777": 18,
    }
    assert set(movements.values_list("unit_cost_micros", "posting__occurred_at")) == {
        (0, datetime(2010, 12, 1, tzinfo=UTC))
    }


class Killed(Exception):
    pass


@pytest.mark.parametrize("chunks_done", range(1, 6))
def test_a_replay_that_ends_in_the_middle_goes_on_where_it_stood(monkeypatch, chunks_done):
    monkeypatch.setattr(batches.chunks, "__defaults__", (3,))
    left = chunks_done

    def end_after_some(rows: int) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Killed

    with pytest.raises(Killed):
        replay(documents(), on_progress=end_after_some)
    assert 0 < figures()["rows"] < FIGURES["rows"]
    assert replay(documents()) == FIGURES
    assert on_hand() == {"85123A": 1, "71053": 0, "85123a": 0, "22139": 54, "21777": 0}
    assert_ledger_proves_levels()


def test_an_order_that_was_placed_but_not_shipped_is_shipped():
    actor, first = found_retailer(now=NOW), documents()[:1]
    make_known(first, scan(documents()), known_codes(scan(documents())), actor=actor, now=NOW)
    place_orders(drafts=[order_draft(first[0])], actor=actor, now=NOW)
    assert replay(documents()) == FIGURES
    assert SalesOrder.objects.get(external_reference="536365").lifecycle == "closed"


def test_a_part_of_the_file_opens_with_the_stock_the_whole_file_needs():
    whole = documents()
    replay(whole[:2], whole=whole)
    assert replay(whole) == FIGURES


def test_a_document_that_is_refused_ends_the_replay_with_its_number():
    fewer = documents(QUIRKS.replace(",6,2010", ",1,2010"))
    with pytest.raises(DocumentRefused, match=r"^Invoice 536365: .*71053: 12 asked, 2 available"):
        replay(documents(), whole=fewer)
    assert figures()["rows"] == 0


def test_somebody_elses_product_of_the_same_code_refuses_the_replay():
    make_world().sku("22139")
    with pytest.raises(CodeForeign, match="product 22139 already"):
        replay(documents())
    assert figures()["rows"] == 0


def test_the_replay_goes_into_a_database_that_is_in_use():
    world = make_world()
    world.sku("OTHER")
    world.receive("OTHER", 5)
    assert replay(documents()) == FIGURES
    assert world.stock("OTHER") == (5, 0)


def test_owners_and_auditors_see_the_business():
    owner, auditor, cashier = make_user("owner"), make_user("auditor"), make_user("cashier")
    actor = found_retailer(now=NOW)
    assert found_retailer(now=NOW) == actor
    seen = Employment.objects.filter(branch_id__in=actor.branch_ids).values_list("user_id", flat=True)
    assert sorted(seen) == sorted([actor.id, owner.pk, auditor.pk])
    assert cashier.pk not in seen


def test_an_owner_who_comes_after_the_replay_sees_the_business_too():
    actor = found_retailer(now=NOW)
    owner = make_user("owner")
    show_retailer(now=NOW)
    assert Employment.objects.filter(user=owner, branch_id__in=actor.branch_ids).count() == 1


def test_where_nothing_was_replayed_there_is_nothing_to_see():
    owner = make_user("owner")
    show_retailer(now=NOW)
    assert not Employment.objects.filter(user=owner).exists()


def test_whoever_looks_sees_who_did_it():
    actor = found_retailer(now=NOW)
    replay(documents())
    assert set(AuditRecord.objects.filter(action="order.place").values_list("actor_id", flat=True)) == {actor.id}


def test_prices_of_three_decimals_round_half_away_from_zero():
    text = HEADER + "1,X,THING,5,2010-12-01 08:26:00,0.001,,UK\n2,X,THING,15,2010-12-01 08:26:00,0.001,,UK\n"
    assert replay(documents(text))["sales_amount"] == "0.03"  # 0.005 and 0.015
