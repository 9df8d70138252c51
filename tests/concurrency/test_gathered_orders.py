"""Orders that several threads place while another is under way go in one transaction; each keeps its own outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction

from kontor.inventory.models import StockLevel
from kontor.kernel.wire import RequestKey
from kontor.maintenance.queries import prove
from kontor.sales.models import SalesOrder
from kontor.sales.operations import place_order
from kontor.sales.operations.place_order import _gathering
from kontor.sales.types import BatchAnswer, DraftLine, OrderDraft
from tests.concurrency.races import PATIENCE_SECONDS, until_somebody_waits_for_us, until_true, with_own_connection
from tests.world import NOW, World, make_world

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("race_database")]


@pytest.fixture
def world(race_database: str) -> World:
    world = make_world()
    for code in ("OIL", "RICE"):
        world.sku(code)
        world.receive(code, 10)
    world.customer("C1")
    return world


def placing(world: World, key: str, sku: str, quantity: int) -> BatchAnswer:
    lines = (DraftLine(sku=sku, quantity=quantity),)
    draft = OrderDraft(location=world.location.code, customer="C1", confirm=True, lines=lines)
    request_key = RequestKey(world.actor.id, key, f"{sku} {quantity}")
    return place_order(draft=draft, actor=world.actor, now=NOW, key=request_key)


Wish = tuple[str, str, int]
"""Idempotency key, SKU, quantity."""


def _are_waiting(number: int) -> bool:
    return len(_gathering._waiting) == number


@contextmanager
def gathered(world: World, first: Wish, *others: Wish) -> Iterator[Sequence[Future[BatchAnswer]]]:
    """`first` waits for a level that we hold; `others` have come meanwhile. Lets go at the end of the block."""
    with ThreadPoolExecutor(1 + len(others)) as pool, transaction.atomic():
        StockLevel.objects.select_for_update().get(sku__code=first[1])
        asked = [pool.submit(with_own_connection(placing), world, *first)]
        until_somebody_waits_for_us()
        for number, wish in enumerate(others, start=1):
            asked.append(pool.submit(with_own_connection(placing), world, *wish))
            until_true(partial(_are_waiting, number))
        yield asked


def transactions() -> int:
    """How many transactions have placed the orders that are there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM sales_salesorder")
        return int(cursor.fetchone()[0])


def verdicts(asked: Sequence[Future[BatchAnswer]]) -> list[bool]:
    return [one.result(PATIENCE_SECONDS).items[0].order is not None for one in asked]


def test_those_who_come_meanwhile_share_one_transaction(world: World) -> None:
    wishes = [("k2", "RICE", 6), ("k3", "RICE", 5), ("k4", "RICE", 4), ("k5", "OIL", 1)]
    with gathered(world, ("k1", "OIL", 1), *wishes) as asked:
        pass
    assert verdicts(asked) == [True, True, False, True, True]
    assert SalesOrder.objects.count() == 4
    assert transactions() == 2
    assert [world.stock(code) for code in ("OIL", "RICE")] == [(10, 2), (10, 10)]
    assert prove().differences == []


def test_twins_get_one_order_between_them(world: World) -> None:
    with gathered(world, ("k1", "OIL", 1), ("k2", "RICE", 1), ("k2", "RICE", 1), ("k1", "OIL", 1)) as asked:
        pass
    first, second, twin, again = [one.result(PATIENCE_SECONDS) for one in asked]
    assert second == twin
    assert first == again
    assert SalesOrder.objects.count() == 2


def test_a_lost_connection_is_everybodys_and_the_same_keys_place_each_order_once(world: World) -> None:
    wishes: list[Wish] = [("k1", "RICE", 1), ("k2", "RICE", 2), ("k3", "RICE", 3)]
    with gathered(world, ("k0", "OIL", 1), *wishes) as asked:
        StockLevel.objects.select_for_update().get(sku__code="RICE")
        end_those_who_wait()
        with pytest.raises(OperationalError):
            asked[0].result(PATIENCE_SECONDS)
        until_somebody_waits_for_us()
        assert SalesOrder.objects.count() == 0
        end_those_who_wait()
        for one in asked[1:]:
            with pytest.raises(OperationalError):
                one.result(PATIENCE_SECONDS)
    for key, sku, quantity in (("k0", "OIL", 1), *wishes, *wishes):
        placing(world, key, sku, quantity)
    assert SalesOrder.objects.count() == 4
    assert prove().differences == []


def end_those_who_wait() -> None:
    """End the connections that wait for what this one has locked, and no other database's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks "
            "WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
        )
