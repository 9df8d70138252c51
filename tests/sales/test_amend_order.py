from __future__ import annotations

import pytest

from kontor.access.models import AuditRecord
from kontor.sales.models import OrderLine, SalesOrder
from kontor.sales.operations import amend_order, confirm_orders, place_orders, ship_orders
from kontor.sales.types import AmendLine, DraftLine, ItemResult, OrderAmendment, OrderDraft, ShipLine, ShipRequest
from tests.world import NOW, World, assert_ledger_proves_levels, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    for code in ("OIL", "RICE", "SALT"):
        world.sku(code)
        world.receive(code, 100)
    world.customer("C1")
    return world


@pytest.fixture
def order(world: World) -> SalesOrder:
    lines = (DraftLine(sku="OIL", quantity=60), DraftLine(sku="RICE", quantity=10))
    draft = OrderDraft(location=world.location.code, customer="C1", confirm=True, lines=lines)
    placed = place_orders(drafts=[draft], actor=world.actor, now=NOW).items[0].order
    assert placed is not None
    return SalesOrder.objects.get(pk=placed.id)


def amend(world: World, order: SalesOrder, *lines: AmendLine, version: int = 1, **extra: object) -> ItemResult:
    values: dict = {"lines": lines, **{name: extra.pop(name) for name in list(extra) if name == "discount"}}
    answer = amend_order(
        order_id=order.pk,
        version=version,
        amendment=OrderAmendment(**values),
        actor=world.actor,
        now=NOW,
        **extra,  # type: ignore[arg-type]  # tests pass what fits
    )
    return answer.items[0]


def test_amending_a_confirmed_order_moves_its_promises_with_it(world: World, order: SalesOrder) -> None:
    changes = (
        AmendLine(position=1, quantity=90),
        AmendLine(position=2, quantity=0),
        AmendLine(sku="SALT", quantity=1, pack="CASE"),
    )
    item = amend(world, order, *changes)
    assert item.order is not None
    assert item.order.total == "1322.40"  # (90 + 24) x 10.00 + 16 %
    assert item.order.version == 2
    assert [world.stock(code) for code in ("OIL", "RICE", "SALT")] == [(100, 90), (100, 0), (100, 24)]
    assert list(OrderLine.objects.filter(order=order).order_by("position").values_list("position", flat=True)) == [1, 3]
    assert AuditRecord.objects.filter(action="order.amend").count() == 1
    assert_ledger_proves_levels()


def test_an_amendment_that_is_short_changes_nothing(world: World, order: SalesOrder) -> None:
    item = amend(world, order, AmendLine(position=1, quantity=101), AmendLine(position=2, quantity=1))
    assert item.refusal is not None
    assert item.refusal.code == "stock_short"
    assert [world.stock(code) for code in ("OIL", "RICE")] == [(100, 60), (100, 10)]
    assert SalesOrder.objects.get(pk=order.pk).version == 1


def test_an_amendment_of_an_older_version_is_refused(world: World, order: SalesOrder) -> None:
    amend(world, order, AmendLine(position=1, quantity=50))
    item = amend(world, order, AmendLine(position=1, quantity=40))
    assert item.refusal is not None
    assert item.refusal.status == 412
    assert world.stock("OIL") == (100, 50)


def test_a_line_by_sku_replaces_all_lines_of_that_sku(world: World, order: SalesOrder) -> None:
    amend(world, order, AmendLine(sku="OIL", quantity=5))
    item = amend(world, order, AmendLine(sku="OIL", quantity=7), version=2, replaces_by_sku=True)
    assert item.order is not None
    lines = OrderLine.objects.filter(order=order, sku=world.skus["OIL"])
    assert [line.quantity_base for line in lines] == [7]
    assert world.stock("OIL") == (100, 7)


def test_what_has_left_the_house_cannot_be_amended_away(world: World, order: SalesOrder) -> None:
    request = ShipRequest(order_id=order.pk, lines=(ShipLine(position=1, quantity_base=20),))
    shipped = ship_orders(requests=[request], actor=world.actor, now=NOW).items[0].order
    assert shipped is not None
    assert shipped.fulfillment == "partly"
    item = amend(world, order, AmendLine(position=1, quantity=19), version=2)
    assert item.refusal is not None
    assert item.refusal.code == "transition_refused"
    closing = (AmendLine(position=1, quantity=20), AmendLine(position=2, quantity=0))
    item = amend(world, order, *closing, version=2)
    assert item.order is not None
    assert (item.order.lifecycle, item.order.fulfillment) == ("closed", "full")
    assert [world.stock(code) for code in ("OIL", "RICE")] == [(80, 0), (100, 0)]
    assert_ledger_proves_levels()


def test_a_document_discount_is_spread_over_the_lines(world: World, order: SalesOrder) -> None:
    item = amend(world, order, discount="100.00")
    assert item.order is not None
    assert (item.order.net, item.order.total) == ("600.00", "696.00")
    assert sorted(OrderLine.objects.filter(order=order).values_list("discount_minor", flat=True)) == [1429, 8571]


def test_a_draft_amended_and_confirmed_promises_the_new_quantities(world: World) -> None:
    draft = OrderDraft(location=world.location.code, customer="C1", lines=(DraftLine(sku="OIL", quantity=60),))
    placed = place_orders(drafts=[draft], actor=world.actor, now=NOW).items[0].order
    assert placed is not None
    amend(world, SalesOrder.objects.get(pk=placed.id), AmendLine(position=1, quantity=30))
    assert world.stock("OIL") == (100, 0)
    confirm_orders(order_ids=[placed.id], actor=world.actor, now=NOW)
    assert world.stock("OIL") == (100, 30)
