"""One key, one effect: whoever sends it, however often, however close together."""

from __future__ import annotations

import sys
import threading
from collections import Counter

import pytest
from django.db import connection, transaction

from kontor.inventory.models import StockMovement
from kontor.kernel import idempotency
from kontor.kernel.errors import Busy
from kontor.kernel.wire import RequestKey
from kontor.sales.models import SalesOrder
from kontor.sales.operations import confirm_orders, place_orders
from kontor.sales.sql import orders as orders_sql
from kontor.sales.types import BatchAnswer, DraftLine, OrderDraft
from tests.concurrency.races import copy_of, meet_before_first_write, race
from tests.world import NOW, World, assert_ledger_proves_levels, make_world

pytestmark = pytest.mark.postgres
change_module = sys.modules["kontor.sales.operations.change_orders"]
KEY = RequestKey(1, "the same key", "the same body")


@pytest.fixture
def world(race_database: str) -> World:
    world = make_world()
    world.sku("OIL")
    world.receive("OIL", 100)
    world.customer("C1")
    return world


def place(world: World, key: RequestKey | None, *, confirm: bool = True) -> BatchAnswer:
    lines = (DraftLine(sku="OIL", quantity=1),)
    draft = OrderDraft(location=world.location.code, customer="C1", confirm=confirm, lines=lines)
    return place_orders(drafts=[draft], actor=world.actor, now=NOW, key=key)


def test_the_same_request_fifty_times_at_once_is_one_order_and_fifty_identical_answers(world: World) -> None:
    answers = race(*[lambda: place(world, KEY)] * 50)
    assert len({str(answer) for answer in answers}) == 1
    assert SalesOrder.objects.count() == 1
    assert world.stock("OIL") == (100, 1)
    assert_ledger_proves_levels()


def test_without_the_key_fifty_requests_are_fifty_orders(world: World) -> None:
    """The control: it is the key that makes one of them."""
    race(*[lambda: place(world, None)] * 50)
    assert SalesOrder.objects.count() == 50
    assert world.stock("OIL") == (100, 50)


def confirms_of_one_order(world: World) -> Counter[str]:
    """What sixteen hands are told who confirm the same order at once; all of them decide before any of them writes."""
    order = place(world, None, confirm=False).items[0].order
    assert order is not None
    answers = race(*[lambda: confirm_orders(order_ids=[order.id], actor=world.actor, now=NOW)] * 16)
    refusals = [answer.items[0].refusal for answer in answers]
    return Counter(refusal.code if refusal else "confirmed" for refusal in refusals)


def test_the_same_order_confirmed_sixteen_times_at_once_is_promised_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet_before_first_write(monkeypatch, change_module, 16)
    assert confirms_of_one_order(world) == {"confirmed": 1, "transition_refused": 15}
    assert world.stock("OIL") == (100, 1)
    assert StockMovement.objects.filter(reserved_delta=1).count() == 1
    assert_ledger_proves_levels()


def test_control_without_the_orders_version_all_sixteen_promise_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    unversioned = copy_of(orders_sql, " AND o.version = d.version RETURNING 1", " RETURNING 1")
    monkeypatch.setattr(change_module, "order_changes_write", unversioned.order_changes_write)
    meet_before_first_write(monkeypatch, change_module, 16)
    assert confirms_of_one_order(world) == {"confirmed": 16}
    assert world.stock("OIL") == (100, 16)


def test_a_twin_that_waits_too_long_is_told_to_try_again_and_leaves_nothing(world: World) -> None:
    claimed, may_end = threading.Event(), threading.Event()

    def hold_the_key() -> None:
        with transaction.atomic():
            idempotency.claim(KEY, NOW)
            claimed.set()
            assert may_end.wait(20)
            transaction.set_rollback(True)
        connection.close()

    holder = threading.Thread(target=hold_the_key)
    holder.start()
    assert claimed.wait(10)
    with pytest.raises(Busy):
        place(world, KEY)
    assert not SalesOrder.objects.exists()
    may_end.set()
    holder.join(10)
    assert place(world, KEY).items[0].order
    assert SalesOrder.objects.count() == 1


def test_an_answer_that_got_lost_is_given_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies between commit and answer; the client asks again with its key."""
    module = sys.modules["kontor.sales.operations.place_orders"]
    write_all = module.write_all

    def write_and_die(writes: object) -> None:
        write_all(writes)
        raise SystemExit("killed after the commit")

    monkeypatch.setattr(module, "write_all", write_and_die)
    with pytest.raises(SystemExit):
        place(world, KEY)
    monkeypatch.setattr(module, "write_all", write_all)
    (order,) = SalesOrder.objects.all()
    again = place(world, KEY).items[0].order
    assert again is not None
    assert (again.id, again.number) == (order.pk, order.number)
    assert SalesOrder.objects.count() == 1
