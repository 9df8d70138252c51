from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

from kontor.inventory.models import StockLevel, StockMovement
from kontor.inventory.operations import adjust_stock, receive_stock
from kontor.inventory.schemas import AdjustmentDraft, AdjustmentDraftLine, ReceiptLine, StockReceipt
from kontor.kernel.models import Event, FailedEvent, HandlerCursor
from kontor.maintenance.models import VerifyRun
from kontor.maintenance.operations import verify_books
from kontor.sales.operations import reverse_sales
from kontor.sales.types import ReversalDraft, ReversalLine
from tests.sales.orders import confirmed, line, make_shop, ship
from tests.world import NOW

pytestmark = pytest.mark.django_db


def verify():
    return verify_books(clock=lambda: NOW)


@pytest.fixture
def shop():
    """Two SKUs received, sold in part, reversed and adjusted: every kind of witness there is."""
    world = make_shop("OIL", "RICE")
    order = confirmed(world, line("OIL", 6), line("RICE", 3))
    ship(world, order.id)
    confirmed(world, line("OIL", 2))
    back = ReversalDraft(world.location.code, "broken", (ReversalLine(1, sku="RICE", unit_price="2.00"),))
    assert reverse_sales(drafts=[back], actor=world.actor, now=NOW).items[0].reversal
    less = AdjustmentDraft(
        location=world.location.code, note="counted", lines=(AdjustmentDraftLine(sku="OIL", quantity=-4),)
    )
    assert adjust_stock(adjustments=[less], actor=world.actor, now=NOW).items[0].adjustment
    more = StockReceipt(location=world.location.code, lines=(ReceiptLine("RICE", 12, "0.00"),))
    receive_stock(receipt=more, actor=world.actor, now=NOW)
    return world


def unguarded(sql, *parameters):
    """Change a row beside the ledger, as somebody at the database's own console could."""
    drop_guards(sql.split()[1])
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        assert cursor.rowcount == 1


def drop_guards(table):
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for change in ("change", "truncate", "update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{change}{on}")


def test_books_with_every_kind_of_document_are_proved(shop):
    proof = verify()
    assert proof.differences == []
    assert {name: proof.compared[name] for name in ("reversals", "adjustments", "transfers")} == {
        "reversals": 1,
        "adjustments": 1,
        "transfers": 0,
    }
    assert proof.compared["links"] > 50
    assert proof.compared["guards"] >= 10


def test_when_it_ran_is_recorded_with_what_was_compared(shop):
    started, finished = datetime(2026, 3, 2, 10, tzinfo=UTC), datetime(2026, 3, 2, 10, 1, tzinfo=UTC)
    clock = iter((started, finished))
    verify_books(clock=lambda: next(clock))
    run = VerifyRun.objects.get()
    assert (run.started_at, run.finished_at, run.differences, run.first_difference) == (started, finished, 0, "")
    assert (run.compared["levels"], run.compared["movements"]) == (2, 10)


MOVEMENTS: dict[str, dict[str, object]] = {
    "issue": {"posting__kind": "issue", "level__sku__code": "OIL"},
    "reservation": {"posting__kind": "reservation", "on_hand_delta": 0, "level__sku__code": "RICE"},
    "return": {"posting__kind": "return"},
    "adjustment": {"posting__kind": "adjustment"},
    "receipt": {"posting__kind": "receipt", "on_hand_delta": 12},
}


@pytest.mark.parametrize(
    ("kind", "column"),
    [*((kind, "on_hand_delta") for kind in MOVEMENTS), ("issue", "reserved_delta"), ("reservation", "reserved_delta")],
)
def test_a_changed_movement_is_named_exactly(shop, kind, column):
    movement = StockMovement.objects.get(**MOVEMENTS[kind])
    unguarded(f"UPDATE inventory_stockmovement SET {column} = {column} + 1 WHERE id = %s", movement.pk)
    proof = verify()
    named = [item.subject for item in proof.differences if item.kind in {"changed", "movement_value"}]
    assert {subject.split(" of ")[0] for subject in named} == {f"movement {movement.pk}"}
    assert proof.differences[0].subject.startswith(f"movement {movement.pk} of ")
    assert VerifyRun.objects.get().first_difference.startswith(
        f"{proof.differences[0].kind} movement {movement.pk} of "
    )


def test_a_movement_changed_with_its_value_is_still_named(shop):
    movement = StockMovement.objects.get(**MOVEMENTS["issue"])
    unguarded(
        "UPDATE inventory_stockmovement SET on_hand_delta = on_hand_delta - 1,"
        " value_delta_micros = value_delta_micros - unit_cost_micros WHERE id = %s",
        movement.pk,
    )
    kinds = {item.kind: item.subject for item in verify().differences}
    assert kinds["changed"] == f"movement {movement.pk} of posting {movement.posting_id} {movement.posting.reference}"
    assert {"level_on_hand", "level_value", "order_movements"} <= set(kinds)


def test_a_changed_level_is_named_and_no_movement_is_blamed(shop):
    unguarded("UPDATE inventory_stocklevel SET on_hand = on_hand + 1 WHERE id = %s", shop.level("OIL").pk)
    differences = verify().differences
    assert [item.kind for item in differences] == ["level_on_hand", "average_cost"]  # one unit more has no value
    assert differences[0].subject == f"{shop.location.code} OIL"
    assert (differences[0].expected, differences[0].found) == ("90", "91")


def test_a_changed_reversal_is_named(shop):
    unguarded("UPDATE sales_salesreversal SET net_minor = net_minor + 1, total_minor = total_minor + 1")
    assert {item.kind for item in verify().differences} == {"reversal_totals", "guard"}


def test_a_cursor_beyond_the_last_event_is_a_difference(shop):
    HandlerCursor.objects.create(handler="somebody", position=99)
    assert [(item.kind, item.subject) for item in verify().differences] == [("outbox_cursor", "somebody")]


def test_events_numbered_the_wrong_way_round_are_a_difference(shop):
    first, second = Event.objects.order_by("id").filter(aggregate__startswith="sales.order")[:2]
    Event.objects.filter(pk=first.pk).update(position=2)
    Event.objects.filter(pk=second.pk).update(position=1, aggregate=first.aggregate)
    assert [item.kind for item in verify().differences] == ["outbox_order"]


def test_an_event_that_was_given_up_is_a_difference(shop):
    event = Event.objects.order_by("id")[0]
    FailedEvent.objects.create(handler="somebody", event=event, aggregate=event.aggregate, attempts=5, reason="why")
    (difference,) = verify().differences
    assert (difference.kind, difference.found) == ("outbox_given_up", "given up after 5 tries: why")


def test_a_row_whose_parent_is_gone_is_named(shop):
    level = StockLevel.objects.create(location=shop.location, sku=shop.sku("SALT"))
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        # Both databases check the key when the transaction ends; by then it is right again.
        cursor.execute("UPDATE inventory_stocklevel SET sku_id = 987654 WHERE id = %s", [level.pk])
        orphans = [item for item in verify().differences if item.kind == "orphan"]
        cursor.execute("UPDATE inventory_stocklevel SET sku_id = %s WHERE id = %s", [shop.skus["SALT"].pk, level.pk])
    assert [item.subject for item in orphans] == [f"inventory_stocklevel {level.pk}"]
