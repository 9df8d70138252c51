from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from kontor.inventory.models import StockMovement
from kontor.kernel.guards import install_guards
from kontor.maintenance.models import VerifyRun
from kontor.maintenance.operations import verify_books
from kontor.maintenance.types import Proof
from kontor.sales.operations import place_orders, ship_orders
from kontor.sales.types import DraftLine, OrderDraft, ShipRequest
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    for code in ("OIL", "RICE"):
        world.sku(code)
        world.receive(code, 100)
    world.customer("C1")
    lines = (DraftLine(sku="OIL", quantity=5), DraftLine(sku="RICE", quantity=7))
    draft = OrderDraft(location=world.location.code, customer="C1", confirm=True, lines=lines)
    orders = [item.order for item in place_orders(drafts=[draft, draft], actor=world.actor, now=NOW).items]
    assert orders[0] is not None
    ship_orders(requests=[ShipRequest(order_id=orders[0].id)], actor=world.actor, now=NOW)
    return world


def verify() -> Proof:
    return verify_books(clock=lambda: datetime.now(UTC))


def without_guard(table: str, statement: str) -> None:
    """Do by force what the guard refuses, as somebody with the database's password could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER {table}_no_change ON {table}")
        else:
            cursor.execute(f"DROP TRIGGER {table}_no_update")
        cursor.execute(statement)
    install_guards()


def test_books_written_by_the_operations_are_proved(world: World) -> None:
    proof = verify()
    assert proof.differences == []
    counts = {"levels": 2, "movements": 8, "postings": 5, "orders": 2, "lines": 4, "reversals": 0}
    assert {name: proof.compared[name] for name in counts} == counts
    assert VerifyRun.objects.get().differences == 0


def test_one_changed_movement_is_named(world: World) -> None:
    movement = StockMovement.objects.filter(level=world.level("OIL"), on_hand_delta=-5).get()
    without_guard(
        "inventory_stockmovement", f"UPDATE inventory_stockmovement SET on_hand_delta = -4 WHERE id = {movement.pk}"
    )
    proof = verify()
    (level,) = [difference for difference in proof.differences if difference.kind == "level_on_hand"]
    assert (level.expected, level.found) == ("96", "95")
    assert "OIL" in level.subject
    assert VerifyRun.objects.get().first_difference


def test_a_changed_document_total_is_named(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sales_salesorder SET net_minor = net_minor + 1, total_minor = total_minor + 1")
    assert len({difference.subject for difference in verify().differences}) == 2


def test_a_missing_guard_is_named(world: World) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE access_auditrecord DISABLE TRIGGER access_auditrecord_no_truncate")
            name = "access_auditrecord_no_truncate"
        else:
            cursor.execute("DROP TRIGGER access_auditrecord_no_delete")
            name = "access_auditrecord_no_delete"
    assert [difference.subject for difference in verify().differences] == [name]
    install_guards()
    assert verify().differences == []


def test_a_line_whose_order_is_nowhere_is_named(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sales_orderline SET order_id = order_id + 1000 WHERE id = (SELECT min(id) FROM sales_orderline)"
        )
    assert "sales_orderline" in str(verify().differences)


@pytest.mark.parametrize("table", ["catalog_sku", "inventory_stocklevel", "sales_salesorder"])
def test_what_lines_point_to_cannot_be_removed(world: World, table: str) -> None:
    with pytest.raises(DatabaseError, match="never removed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
