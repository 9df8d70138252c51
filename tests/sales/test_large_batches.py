"""A batch written in parts is to its caller what a small one is: in verdicts, answer and trail, all or nothing."""

from __future__ import annotations

import msgspec
import pytest
from django.db import connection, transaction

from kontor.access.models import AuditRecord
from kontor.inventory.models import StockMovement
from kontor.kernel.idempotency import KeyReused
from kontor.kernel.models import Event, IdempotencyKey
from kontor.sales.models import OrderLine, SalesOrder
from kontor.sales.types import OrderDraft
from tests.sales.large_batches import PART, draft, placed, verdicts, verdicts_module, write_in_small_parts
from tests.sales.orders import make_shop
from tests.world import World, assert_ledger_proves_levels

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    write_in_small_parts(monkeypatch)


@pytest.fixture
def shop() -> World:
    return make_shop("OIL", "RICE", on_hand=10)


def test_each_draft_has_the_verdict_of_its_turn_whatever_part_it_is_in(shop: World) -> None:
    drafts = [
        draft(shop, quantity=6, reference="a"),
        draft(shop, "RICE", 4),
        draft(shop, quantity=5),  # four are left
        draft(shop, "NONE"),
        draft(shop, quantity=1, reference="a"),  # as the first one, two parts later
        draft(shop, quantity=4),
        draft(shop, "RICE", 6),
        draft(shop, "RICE"),
    ]
    answer = placed(shop, drafts)
    short, unknown = "stock_short", "product_unknown"
    assert verdicts(answer) == ["taken", "taken", short, unknown, "there already", "taken", "taken", short]
    assert shop.stock("OIL") == shop.stock("RICE") == (10, 10)
    assert SalesOrder.objects.count() == OrderLine.objects.count() == 4
    assert StockMovement.objects.filter(reserved_delta__gt=0).count() == 4
    assert AuditRecord.objects.filter(action="order.place").count() == 4
    assert Event.objects.filter(aggregate__startswith="sales.order:").count() == 4
    numbers = [item.order.number for item in answer.items if item.order and not item.is_duplicate]
    assert numbers == sorted(set(numbers))
    assert_ledger_proves_levels()


def test_the_same_key_gives_the_same_answer_and_another_body_is_refused(shop: World) -> None:
    drafts = [draft(shop) for _ in range(2 * PART + 1)]
    assert placed(shop, drafts) == placed(shop, drafts)
    assert shop.stock("OIL") == (10, 7)
    with pytest.raises(KeyReused):
        placed(shop, drafts, body="other")


def test_where_all_are_refused_nothing_stays_the_key_neither(shop: World) -> None:
    answer = placed(shop, [draft(shop, quantity=11)] * (PART + 1))
    assert set(verdicts(answer)) == {"stock_short"}
    assert not IdempotencyKey.objects.exists()
    assert verdicts(placed(shop, [draft(shop)] * (PART + 1))) == ["taken"] * (PART + 1)


def test_where_only_the_first_part_is_taken_it_is_written(shop: World) -> None:
    answer = placed(shop, [draft(shop), *[draft(shop, quantity=11)] * (2 * PART)])
    assert verdicts(answer) == ["taken", *["stock_short"] * (2 * PART)]
    assert shop.stock("OIL") == (10, 1)
    assert IdempotencyKey.objects.get().answer
    assert_ledger_proves_levels()


def test_a_fault_between_two_parts_leaves_nothing_and_the_connection_as_it_was(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    price_draft, calls = verdicts_module.price_draft, []

    def failing(*arguments: object, **named: object) -> object:
        calls.append(1)
        if len(calls) > 2 * PART:
            raise ZeroDivisionError
        return price_draft(*arguments, **named)

    monkeypatch.setattr(verdicts_module, "price_draft", failing)
    with pytest.raises(ZeroDivisionError):
        placed(shop, [draft(shop)] * (3 * PART))
    assert not SalesOrder.objects.exists()
    assert not IdempotencyKey.objects.exists()
    assert shop.stock("OIL") == (10, 0)
    monkeypatch.setattr(verdicts_module, "price_draft", price_draft)
    assert verdicts(placed(shop, [draft(shop)] * (2 * PART))) == ["taken"] * (2 * PART)


def test_a_caller_that_rolls_back_takes_all_parts_along(shop: World) -> None:
    with transaction.atomic():
        assert verdicts(placed(shop, [draft(shop)] * (3 * PART))) == ["taken"] * (3 * PART)
        transaction.set_rollback(True)
    assert not SalesOrder.objects.exists()
    assert shop.stock("OIL") == (10, 0)


@pytest.mark.postgres
def test_what_somebody_looks_on_at_is_the_same(shop: World) -> None:
    """A page's count of queries and the debug log see every statement: then parts are written one after the other."""
    seen: list[str] = []

    def looking_on(execute, sql, parameters, many, context):
        seen.append(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(looking_on):
        assert verdicts(placed(shop, [draft(shop)] * (3 * PART))) == ["taken"] * (3 * PART)
    assert sum("INSERT INTO sales_salesorder" in sql for sql in seen) == 3
    assert_ledger_proves_levels()


def goods_of_every_part(shop: World) -> list[OrderDraft]:
    """Of each kind something, the second part's goods not among the first's; some are nobody's."""
    codes = ["OIL"] * PART + ["RICE"] * PART + ["NONE"] + ["OIL", "RICE"]
    return [draft(shop, code) for code in codes]


def test_goods_of_later_parts_are_known_when_they_are_decided(shop: World) -> None:
    answer = placed(shop, goods_of_every_part(shop))
    assert verdicts(answer) == [*["taken"] * (2 * PART), "product_unknown", "taken", "taken"]
    assert shop.stock("OIL") == shop.stock("RICE") == (10, PART + 1)
    assert_ledger_proves_levels()


def test_a_caller_that_has_just_received_the_goods_can_sell_them(shop: World) -> None:
    with transaction.atomic():
        shop.receive("RICE", 5)
        answer = placed(shop, [*[draft(shop)] * PART, draft(shop, "RICE", 15)])
    assert verdicts(answer) == ["taken"] * (PART + 1)
    assert shop.stock("RICE") == (15, 15)


def test_an_order_without_lines_in_a_later_part_is_refused(shop: World) -> None:
    empty = msgspec.structs.replace(draft(shop), lines=())
    answer = placed(shop, [*[draft(shop)] * PART, empty, draft(shop, "RICE")])
    assert verdicts(answer) == [*["taken"] * PART, "order_invalid", "taken"]
