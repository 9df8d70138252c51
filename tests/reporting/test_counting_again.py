"""The counter is told twice, in any order, and is killed in between: the totals are those of one quiet count."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.kernel.models import HandlerCursor
from kontor.kernel.outbox import Handler, PublishedEvent, publish, run_handler
from kontor.reporting.handlers import count_all, count_one
from kontor.reporting.models import DayShare, DayTotal
from tests.reporting.counting_days import HANDLER, deliver, news, placed_at, reverse, shares, totals
from tests.sales.orders import cancel, confirm, line, make_shop, ship
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Three days of everything that can happen to an order."""
    world = make_shop(on_hand=1000)
    for day in range(3):
        now = NOW + timedelta(days=day)
        sold = placed_at(world, now, line("OIL", 2), counter_sale=True)
        order = placed_at(world, now, line("OIL", 10 + day), line("RICE", 1))
        confirm(world, order.id, now=now + timedelta(hours=1))
        ship(world, order.id, (1, 5), now=now + timedelta(hours=2))
        ship(world, order.id, now=now + timedelta(days=1))
        dropped = placed_at(world, now, line("RICE", 4), confirm=True)
        cancel(world, dropped.id, now=now + timedelta(days=1))
        reverse(world, sold, 1, now=now + timedelta(days=1))
    return world


def counted_quietly() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    deliver()
    found = totals(), shares()
    DayTotal.objects.all().delete()
    DayShare.objects.all().delete()
    assert len(found[0]) == 4
    return found


@pytest.mark.parametrize("seed", range(5))
def test_news_told_twice_and_in_any_order_counts_once(world: World, seed: int) -> None:
    expected = counted_quietly()
    told = news() * 2
    random.Random(seed).shuffle(told)
    for item in told:
        count_one(item, NOW)
    assert (totals(), shares()) == expected


@pytest.mark.parametrize("size", [1, 3, 50])
def test_batches_of_any_size_count_the_same(world: World, size: int) -> None:
    expected = counted_quietly()
    told = news()
    for start in range(0, len(told), size):
        count_all(told[start : start + size], NOW)
    assert (totals(), shares()) == expected


def test_a_crash_after_counting_leaves_neither_totals_nor_a_moved_cursor(world: World) -> None:
    expected = counted_quietly()
    HandlerCursor.objects.filter(handler=HANDLER.name).update(position=0)

    def killed(events: object, now: object) -> None:
        count_all(events, now)  # type: ignore[arg-type]  # as the handler is given them
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_handler(Handler(HANDLER.name, HANDLER.types, count_one, killed), NOW)
    assert totals() == []
    assert HandlerCursor.objects.get(handler=HANDLER.name).position == 0
    deliver()
    assert (totals(), shares()) == expected


def test_a_batch_that_fails_is_taken_one_by_one(world: World) -> None:
    expected = counted_quietly()
    HandlerCursor.objects.filter(handler=HANDLER.name).update(position=0)
    alone: list[PublishedEvent] = []

    def too_many(events: object, now: object) -> None:
        raise ValueError("too many at once")

    def one(event: PublishedEvent, now: object) -> None:
        alone.append(event)
        count_one(event, NOW)

    publish()
    run_handler(Handler(HANDLER.name, HANDLER.types, one, too_many), NOW)
    assert len(alone) == len(news())
    assert (totals(), shares()) == expected


def test_a_batch_costs_a_constant_number_of_statements(world: World) -> None:
    told = news()
    count_one(told[0], NOW)  # what the connection asks once
    with CaptureQueriesContext(connection) as few:
        count_all(told[1:2], NOW)
    with CaptureQueriesContext(connection) as many:
        count_all(told, NOW)
    assert len(told) > 20
    assert len(many) <= len(few) + 1
