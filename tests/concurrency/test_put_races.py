"""The same list put in twice at once, and two prices that exclude each other."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import transaction

from kontor.inventory.models import StockPosting
from kontor.inventory.operations import correct_cost, put_stock, receive_stock
from kontor.inventory.schemas import CostCorrection, CostLine, ReceiptLine, StockPut, StockReceipt
from kontor.pricing.errors import ListsOverlap
from kontor.pricing.models import Price
from kontor.pricing.operations import create_price_list, put_prices
from kontor.pricing.types import PriceListDraft, PricePut
from tests.concurrency.races import one_meets_the_other_uncommitted, with_own_connection
from tests.world import NOW, World, assert_ledger_proves_levels, make_world

pytestmark = pytest.mark.postgres
PUT_PRICES = sys.modules["kontor.pricing.operations.put_prices"]
PUT_STOCK = sys.modules["kontor.inventory.operations.put_stock"]


@pytest.fixture
def world(race_database: str) -> World:
    world = make_world()
    world.sku("OIL")
    return world


def priced(world: World, since: date, until: date) -> str:
    row = PricePut(world.price_list.code, "OIL", since, "12", pack="CASE", valid_until=until)
    return put_prices(rows=[row], actor=world.actor, now=NOW).items[0].verdict


def spring(world: World) -> str:
    return priced(world, date(2026, 3, 1), date(2026, 5, 31))


def summer(world: World) -> str:
    return priced(world, date(2026, 5, 1), date(2026, 8, 31))


def opened(world: World) -> str:
    row = StockPut(world.location.code, "OIL", 10, "2.00")
    return put_stock(rows=[row], actor=world.actor, now=NOW).items[0].verdict


def test_of_two_prices_put_in_at_once_that_overlap_one_is_refused(world: World) -> None:
    assert one_meets_the_other_uncommitted(lambda: spring(world), lambda: summer(world)) == "refused"
    assert Price.objects.filter(pack__code="CASE").count() == 1


def test_control_without_the_lists_lock_both_prices_hold_on_one_day(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PUT_PRICES, "lock_lists", lambda _: None)
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        spring(world)
        assert pool.submit(with_own_connection(lambda: summer(world))).result(20) == "created"
    assert Price.objects.filter(pack__code="CASE").count() == 2


def test_stock_put_in_twice_at_once_is_opened_once(world: World) -> None:
    assert one_meets_the_other_uncommitted(lambda: opened(world), lambda: opened(world)) == "unchanged"
    assert world.stock("OIL") == (10, 0)
    assert StockPosting.objects.count() == 1


def test_control_without_the_levels_lock_stock_is_opened_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PUT_STOCK, "lock_stock", lambda _: None)
    assert one_meets_the_other_uncommitted(lambda: opened(world), lambda: opened(world)) == "created"
    assert world.stock("OIL") == (20, 0)


def test_of_two_own_lists_made_at_once_for_one_customer_one_is_refused(world: World) -> None:
    customer = world.customer().code

    def make(code: str) -> None:
        draft = PriceListDraft(world.business.pk, code, code, customer=customer)
        create_price_list(draft=draft, actor=world.actor, now=NOW)

    with pytest.raises(ListsOverlap):
        one_meets_the_other_uncommitted(lambda: make("ONE"), lambda: make("TWO"))


def test_a_cost_corrected_while_goods_come_in_is_what_all_of_them_are_worth(world: World) -> None:
    world.receive("OIL", 10, cost=2_000_000)
    receipt = StockReceipt(location=world.location.code, lines=(ReceiptLine("OIL", 10, "4.00"),))
    correction = CostCorrection(world.location.code, (CostLine("OIL", "5.00"),), "freight")
    answer = one_meets_the_other_uncommitted(
        lambda: receive_stock(receipt=receipt, actor=world.actor, now=NOW),
        lambda: correct_cost(correction=correction, actor=world.actor, now=NOW),
    )
    assert (answer.lines[0].old_unit_cost, answer.lines[0].variance) == ("3.00", "40.00")
    assert (world.level("OIL").average_cost_micros, world.level("OIL").value_micros) == (5_000_000, 100_000_000)
    assert_ledger_proves_levels()
