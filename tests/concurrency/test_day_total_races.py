"""Two workers count the same order at once: it counts once. The control counts without taking turns."""

from __future__ import annotations

from importlib import import_module

import pytest

from kontor.reporting.models import DayTotal
from kontor.reporting.operations import count_documents
from tests.concurrency.races import one_meets_the_other_uncommitted
from tests.sales.orders import line, make_shop, placed

pytestmark = pytest.mark.postgres


def counted_by_two() -> int:
    order = placed(make_shop(), line("OIL", 1))
    one_meets_the_other_uncommitted(
        lambda: count_documents(order_ids=[order.id]), lambda: count_documents(order_ids=[order.id])
    )
    return DayTotal.objects.get().orders_placed


def test_an_order_that_two_workers_count_at_once_counts_once(race_database: str) -> None:
    assert counted_by_two() == 1


def test_without_taking_turns_it_counts_twice(race_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("kontor.reporting.operations.count_documents"), "take_turn", lambda: None)
    assert counted_by_two() == 2
