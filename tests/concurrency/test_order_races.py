"""Many hands on orders at the same moment; each test has a control in which the guard is missing and harm is done."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

import pytest

from kontor.kernel.statements import Write
from kontor.sales.models import SalesOrder
from kontor.sales.operations import place_orders
from kontor.sales.rows import OrderRow
from kontor.sales.sql import orders as orders_sql
from kontor.sales.types import AmendLine, ItemResult, OrderAmendment, OrderAnswer
from tests.concurrency.races import copy_of, meet_before_first_write, one_meets_the_other_uncommitted, race
from tests.sales.orders import amend, cancel, confirm, confirmed, draft, line, make_shop, place, placed, ship, state
from tests.world import TODAY, World, assert_ledger_proves_levels

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("race_database")]
place_module = sys.modules[place_orders.__module__]
change_module = sys.modules["kontor.sales.operations.change_orders"]
stock_module = sys.modules["kontor.inventory.operations.post_stock"]
levels_sql = sys.modules["kontor.inventory.sql.levels"]
HANDS = 6


@pytest.fixture
def world(race_database: str) -> World:
    return make_shop("OIL")


def outcome(item: ItemResult) -> str:
    return item.refusal.code if item.refusal else "taken"


# --- row 24: numbers ---------------------------------------------------------------------------------------------


def numbers_of_orders_placed_together(world: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What numbers HANDS drafts come up with when all of them have theirs before any of them writes."""
    seen: list[str] = []
    write_all = place_module.write_all

    def noting(writes: Sequence[Write]) -> None:
        seen.append(_order_row(writes)["number"] or "")
        write_all(writes)

    monkeypatch.setattr(place_module, "write_all", noting)
    meet_before_first_write(monkeypatch, place_module, HANDS)
    results = race(*[lambda: place(world, draft(world, line("OIL", 1)))] * HANDS)
    assert {outcome(answer.items[0]) for answer in results} == {"taken"}
    return seen[:HANDS]


def _order_row(writes: Sequence[Write]) -> dict[str, str | None]:
    (write,) = (write for write in writes if write.name == "orders")
    return dict(zip(OrderRow.__struct_fields__, write.parameters, strict=True))


def test_row_24_orders_placed_together_never_get_the_same_number(world: World, monkeypatch) -> None:
    """Row 24."""
    numbers = numbers_of_orders_placed_together(world, monkeypatch)
    assert len(set(numbers)) == HANDS
    assert sorted(SalesOrder.objects.values_list("number", flat=True)) == sorted(numbers)


def test_control_the_highest_number_plus_one_is_the_same_number_for_everybody(world: World, monkeypatch) -> None:
    """Row 24: how S1 numbers its orders. Here the unique constraint still refuses what collides."""

    def highest_plus_one(dates: Sequence[date]) -> list[str]:
        taken = SalesOrder.objects.filter(business_date=TODAY).order_by("-number").values_list("number", flat=True)
        last = int(taken[0][-4:]) if taken else 0
        return [f"SO-{TODAY:%Y%m%d}-{last + 1:04d}"]

    monkeypatch.setattr(place_module, "order_numbers", highest_plus_one)
    with pytest.raises(Exception, match="at work on this"):
        numbers_of_orders_placed_together(world, monkeypatch)
    assert SalesOrder.objects.count() == 1


def test_row_24_a_thousand_numbers_from_eight_hands_are_a_thousand_numbers(world: World) -> None:
    """Row 24."""
    drafts = [draft(world, line("OIL", 1))] * 25

    def keep_placing() -> list[str]:
        answers = [place(world, *drafts) for _ in range(5)]
        return [item.order.number for answer in answers for item in answer.items if item.order]

    numbers = [number for numbers in race(*[keep_placing] * 8) for number in numbers]
    assert len(set(numbers)) == len(numbers) == 1000
    assert SalesOrder.objects.count() == 1000


# --- row 78: the last unit ---------------------------------------------------------------------------------------


def confirms_of_the_last_unit(world: World, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """HANDS drafts want the one unit that is left; all are decided before any is written."""
    confirmed(world, line("OIL", 99))
    orders = [placed(world, line("OIL", 1)) for _ in range(HANDS)]
    meet_before_first_write(monkeypatch, change_module, HANDS)
    answers = race(*[_confirming(world, order) for order in orders])
    return Counter(outcome(answer.items[0]) for answer in answers)


def _confirming(world: World, order: OrderAnswer) -> Callable:
    return lambda: confirm(world, order.id)


def test_row_78_of_many_confirms_of_the_last_unit_exactly_one_succeeds(world: World, monkeypatch) -> None:
    """Row 78."""
    assert confirms_of_the_last_unit(world, monkeypatch) == {"taken": 1, "stock_short": HANDS - 1}
    assert world.stock("OIL") == (100, 100)
    assert SalesOrder.objects.filter(lifecycle="confirmed").count() == 2
    assert_ledger_proves_levels()


def test_control_without_the_guard_the_last_unit_is_confirmed_to_everybody(world: World, monkeypatch) -> None:
    """Row 78."""
    unguarded = copy_of(levels_sql, 'AND {_GUARD}"\n            " RETURNING', '"\n            " RETURNING')
    monkeypatch.setattr(stock_module, "level_writes", unguarded.level_writes)
    assert confirms_of_the_last_unit(world, monkeypatch) == {"taken": HANDS}
    assert world.stock("OIL") == (100, 99 + HANDS)


# --- edits and steps that meet -----------------------------------------------------------------------------------


def edits_of_one_version(world: World, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """HANDS people set the quantity of a line, each to another, all based on the same version."""
    order = placed(world, line("OIL", 1))
    meet_before_first_write(monkeypatch, change_module, HANDS)
    wishes = [OrderAmendment(lines=(AmendLine(position=1, quantity=10 + hand),)) for hand in range(HANDS)]
    answers = race(*[_amending(world, order, wish) for wish in wishes])
    return Counter(outcome(answer.items[0]) for answer in answers)


def _amending(world: World, order: OrderAnswer, wish: OrderAmendment) -> Callable:
    return lambda: amend(world, order, wish)


def test_of_many_edits_of_one_version_exactly_one_is_kept(world: World, monkeypatch) -> None:
    assert edits_of_one_version(world, monkeypatch) == {"taken": 1, "version_mismatch": HANDS - 1}
    assert SalesOrder.objects.get().version == 2


def test_control_without_the_version_in_the_update_edits_are_lost(world: World, monkeypatch) -> None:
    unguarded = copy_of(orders_sql, " AND o.version = d.version RETURNING 1", " RETURNING 1")
    monkeypatch.setattr(change_module, "order_changes_write", unguarded.order_changes_write)
    assert edits_of_one_version(world, monkeypatch) == {"taken": HANDS}


def test_an_order_that_is_shipped_and_cancelled_at_once_is_one_of_them(world: World) -> None:
    order = confirmed(world, line("OIL", 5))
    late = one_meets_the_other_uncommitted(lambda: ship(world, order.id), lambda: cancel(world, order.id))
    assert outcome(late.items[0]) == "transition_refused"
    assert state(order.id) == ("closed", "", "full")
    assert world.stock("OIL") == (95, 0)
    assert_ledger_proves_levels()


def test_an_order_that_is_cancelled_and_shipped_at_once_is_one_of_them(world: World) -> None:
    order = confirmed(world, line("OIL", 5))
    late = one_meets_the_other_uncommitted(lambda: cancel(world, order.id), lambda: ship(world, order.id))
    assert outcome(late.items[0]) == "transition_refused"
    assert state(order.id) == ("cancelled", "", "none")
    assert world.stock("OIL") == (100, 0)
    assert_ledger_proves_levels()


def test_the_same_external_reference_sent_at_once_is_one_order(world: World, monkeypatch) -> None:
    meet_before_first_write(monkeypatch, place_module, HANDS)
    document = draft(world, line("OIL", 1), confirm=True, source="till", external_reference="7")
    items = [answer.items[0] for answer in race(*[lambda: place(world, document)] * HANDS)]
    assert len({item.order for item in items}) == 1
    assert [item.is_duplicate for item in items].count(False) == 1
    assert SalesOrder.objects.count() == 1
    assert world.stock("OIL") == (100, 1)


def test_orders_that_take_the_same_goods_in_opposite_order_do_not_deadlock(world: World) -> None:
    world.sku("RICE")
    world.receive("RICE", 1000)
    world.receive("OIL", 900)
    there, back = (line("OIL", 1), line("RICE", 1)), (line("RICE", 1), line("OIL", 1))

    def keep_placing(*lines) -> Callable:
        return lambda: [place(world, draft(world, *lines, confirm=True)) for _ in range(25)]

    answers = race(*[keep_placing(*there), keep_placing(*back)] * 4)
    assert {outcome(item) for many in answers for answer in many for item in answer.items} == {"taken"}
    assert (world.stock("OIL"), world.stock("RICE")) == ((1000, 200), (1000, 200))
    assert_ledger_proves_levels()
