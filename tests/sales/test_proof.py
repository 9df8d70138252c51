from __future__ import annotations

import pytest
from django.db.models import F

from kontor.inventory.models import StockLevel, StockMovement
from kontor.sales.models import OrderLine, OrderPosting, SalesOrder, SalesPolicy
from kontor.sales.operations import reprice_order, reverse_sales
from kontor.sales.queries import sales_differences
from kontor.sales.types import AmendLine, OrderAmendment, ReversalDraft, ReversalLine
from tests.sales.orders import amend, bill, cancel, confirmed, line, make_shop, placed, ship
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_shop("OIL", "RICE")


def found() -> list[tuple[str, str, str, str]]:
    return [(item.kind, item.subject, item.expected, item.found) for item in sales_differences()]


@pytest.mark.parametrize("deduct_at", ["place", "confirm", "bill", "ship"])
def test_the_proof_finds_nothing_after_everything_that_can_happen_to_orders(world: World, deduct_at: str) -> None:
    SalesPolicy.objects.create(business=world.business, deduct_at=deduct_at)
    world.sku("POST", is_stocked=False)
    whole = confirmed(world, line("OIL", 5), line("OIL", 1, pack="CASE"), line("POST", 1))
    bill(world, whole.id)
    ship(world, whole.id, (1, 3))
    ship(world, whole.id)
    changed = confirmed(world, line("OIL", 5), line("RICE", 7), discount="3.33")
    amend(world, changed, OrderAmendment(lines=(AmendLine(position=1, quantity=2), AmendLine(position=2, quantity=9))))
    reprice_order(order_id=changed.id, version=2, actor=world.actor, now=NOW)
    cancel(world, confirmed(world, line("RICE", 8)).id)
    sold = placed(world, line("OIL", 2), line("POST", 1), counter_sale=True)
    back = ReversalDraft(
        location=world.location.code,
        reason="damaged",
        order_id=sold.id,
        lines=(ReversalLine(position=1, quantity=1),),
    )
    reverse_sales(drafts=[back], actor=world.actor, now=NOW)
    bill(world, confirmed(world, line("OIL", 60), when_short="backorder").id)
    placed(world, line("OIL", 900), confirm=True, when_short="hold")
    placed(world, line("POST", 1))
    assert found() == []


def test_the_proof_names_an_order_whose_totals_are_not_its_lines(world: World) -> None:
    order = placed(world, line("OIL", 5))
    SalesOrder.objects.filter(pk=order.id).update(net_minor=5001, total_minor=5801)
    assert found() == [("order_totals", order.number, "net 5000, tax 800", "net 5001, tax 800")]


def test_the_proof_names_an_order_without_lines(world: World) -> None:
    order = placed(world, line("OIL", 5))
    OrderLine.objects.all().delete()
    assert found() == [("order_totals", order.number, "net 0, tax 0", "net 5000, tax 800")]


def test_the_proof_names_a_line_with_a_negative_amount(world: World) -> None:
    order = placed(world, line("OIL", 5), line("RICE", 5))
    OrderLine.objects.filter(position=1).update(net_minor=F("net_minor") - 6000)
    OrderLine.objects.filter(position=2).update(net_minor=F("net_minor") + 6000)
    assert found() == [("line_amounts", f"{order.number} line 1", "nothing negative", "net -1000, tax 800, discount 0")]


def test_the_proof_names_a_stock_level_that_promises_other_than_the_orders(world: World) -> None:
    confirmed(world, line("OIL", 5), line("OIL", 2))
    StockLevel.objects.filter(sku=world.skus["OIL"]).update(reserved=8)
    StockLevel.objects.filter(sku=world.skus["RICE"]).update(reserved=1)
    place = world.location.code
    assert found() == [
        ("reserved_stock", f"{place} OIL", "7", "8"),
        ("reserved_stock", f"{place} RICE", "0", "1"),
    ]


def test_the_proof_names_a_finished_order_that_still_holds_goods_back(world: World) -> None:
    order = confirmed(world, line("OIL", 5))
    SalesOrder.objects.filter(pk=order.id).update(lifecycle="cancelled")
    assert found() == [("promise_left", f"{order.number} line 1", "0", "5")]


def test_the_proof_names_an_order_whose_fulfillment_is_not_what_its_lines_say(world: World) -> None:
    world.sku("POST", is_stocked=False)
    goods, services = confirmed(world, line("OIL", 5), line("POST", 1)), confirmed(world, line("POST", 1))
    ship(world, goods.id, (1, 2))
    SalesOrder.objects.filter(pk=goods.id).update(fulfillment="none")
    SalesOrder.objects.filter(pk=services.id).update(fulfillment="full")
    assert found() == [
        ("fulfillment", goods.number, "partly", "none"),
        ("fulfillment", services.number, "none", "full"),
    ]


def test_the_proof_names_a_line_that_shipped_more_than_left_the_stock(world: World) -> None:
    order = confirmed(world, line("OIL", 5))
    ship(world, order.id, (1, 2))
    OrderLine.objects.update(shipped_base=3)
    assert found() == [("line_shipped", f"{order.number} line 1", "at most 2 shipped", "3")]


def test_the_proof_names_an_order_whose_lines_and_stock_documents_disagree(world: World) -> None:
    order = confirmed(world, line("OIL", 5), line("RICE", 1))
    posting_id = OrderPosting.objects.get(order_id=order.id).posting_id
    StockMovement.objects.create(posting_id=posting_id, level=world.level("OIL"), on_hand_delta=-1)
    assert found() == [("order_movements", f"{order.number} OIL", "issued 1, reserved 5", "issued 0, reserved 5")]


def test_each_difference_says_what_to_do(world: World) -> None:
    order = placed(world, line("OIL", 5))
    SalesOrder.objects.filter(pk=order.id).update(net_minor=5001, total_minor=5801)
    assert [item.hint for item in sales_differences()] == [
        "The order's totals are not the sums of its lines; reprice or amend it."
    ]


def test_the_proof_names_an_order_that_is_counted_against_its_lines(world: World) -> None:
    whole, short = confirmed(world, line("OIL", 5)), confirmed(world, line("RICE", 120), when_short="backorder")
    SalesOrder.objects.filter(pk=whole.id).update(is_backordered=True)
    SalesOrder.objects.filter(pk=short.id).update(is_backordered=False)
    assert found() == [
        ("backordered", whole.number, "not backordered", "backordered"),
        ("backordered", short.number, "backordered", "not backordered"),
    ]
