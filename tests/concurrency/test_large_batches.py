"""A batch written in parts while others write: its parts and its levels meet theirs, each with the right verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection

from kontor.kernel.parts import Parts
from kontor.kernel.postgres.base import DatabaseWrapper
from kontor.kernel.statements import Write
from kontor.sales.models import SalesOrder
from tests.concurrency.races import PATIENCE_SECONDS, race, with_own_connection
from tests.sales.large_batches import PART, draft, parts_module, placed, verdicts, write_in_small_parts
from tests.sales.orders import make_shop
from tests.world import World, assert_ledger_proves_levels

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("race_database")]


GOODS_OF_THREE_PARTS = ["OIL"] * PART + ["RICE"] * PART + ["SALT"] * PART


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    write_in_small_parts(monkeypatch)


@pytest.fixture
def world(race_database: str) -> World:
    return make_shop("OIL", "RICE", "SALT", on_hand=20)


def before(monkeypatch: pytest.MonkeyPatch, name: str, do: Callable[[], object], *, nth: int = 1) -> None:
    """Have somebody else `do` it, on a connection of its own, before the `nth` write of this name is begun."""
    begin, left = Parts.begin_writing, [nth]

    def meanwhile(parts: Parts, writes: Sequence[Write]) -> None:
        if name in {write.name for write in writes}:
            left[0] -= 1
            if left[0] == 0:
                with ThreadPoolExecutor(1) as pool:
                    pool.submit(with_own_connection(do)).result(PATIENCE_SECONDS)
        begin(parts, writes)

    monkeypatch.setattr(Parts, "begin_writing", meanwhile)


def test_each_part_is_under_way_while_the_next_is_decided(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    server: Any = connection
    begin, decide = server.begin, parts_module.verdict_on

    def beginning(sql: str, parameters: object) -> bool:
        is_begun: bool = begin(sql, parameters)
        seen.append("begun" if is_begun else "done")
        return is_begun

    def deciding(*arguments: object) -> object:
        seen.append(f"decided, {connection.connection.info.transaction_status.name}")
        return decide(*arguments)

    monkeypatch.setattr(connection, "begin", beginning)
    monkeypatch.setattr(parts_module, "verdict_on", deciding)
    placed(world, [draft(world) for _ in range(2 * PART + 1)], "k")
    at_work = "decided, ACTIVE"
    the_key, rows_and_levels = "begun", ["begun", "begun"]
    assert seen == [the_key, *[at_work] * PART, "begun", *[at_work] * PART, "begun", at_work, *rows_and_levels]


def test_goods_of_the_next_part_are_read_beside_the_transaction(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    readers: list[Any] = []
    server: Any = connection
    beside = server.beside

    def another() -> object:
        readers.append(beside())
        return readers[-1]

    monkeypatch.setattr(connection, "beside", another)
    assert verdicts(placed(world, [draft(world, code) for code in GOODS_OF_THREE_PARTS], "k")) == ["taken"] * (3 * PART)
    assert len(readers) == 1
    assert readers[0].connection is None  # closed again
    assert [world.stock(code) for code in ("OIL", "RICE", "SALT")] == [(20, PART)] * 3
    assert_ledger_proves_levels()


def test_where_there_is_no_connection_to_spare_the_own_one_reads(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(wrapper: object, parameters: object) -> None:
        raise psycopg.OperationalError("sorry, too many clients already")

    server: Any = connection
    server.ensure_connection()
    monkeypatch.setattr(DatabaseWrapper, "get_new_connection", none_left)
    assert server.beside() is None
    assert verdicts(placed(world, [draft(world, code) for code in GOODS_OF_THREE_PARTS], "k")) == ["taken"] * (3 * PART)
    assert_ledger_proves_levels()


def test_behind_a_pooler_nobody_waits_for_a_second_connection(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    server: Any = connection
    server.ensure_connection()
    monkeypatch.setattr(connection, "_prepared", None)  # as with KONTOR_PREPARED_STATEMENTS=off
    assert server.beside() is None
    assert verdicts(placed(world, [draft(world, code) for code in GOODS_OF_THREE_PARTS], "k")) == ["taken"] * (3 * PART)
    assert_ledger_proves_levels()


def test_goods_sold_before_their_part_came_up_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part's goods are read when it comes up: here the last part's after somebody else has sold most of them."""
    before(monkeypatch, "orders", lambda: placed(world, [draft(world, "SALT", 19)], "other"))
    answer = placed(world, [draft(world, code) for code in GOODS_OF_THREE_PARTS], "k")
    assert verdicts(answer) == [*["taken"] * (2 * PART + 1), *["stock_short"] * (PART - 1)]
    assert world.stock("SALT") == (20, 20)
    assert_ledger_proves_levels()


def test_goods_taken_meanwhile_are_missed_by_the_guard_and_all_of_it_is_decided_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before(monkeypatch, "levels", lambda: placed(world, [draft(world, quantity=15)], "other"))
    answer = placed(world, [draft(world, quantity=2) for _ in range(3 * PART)], "k")
    assert verdicts(answer) == ["taken", "taken", *["stock_short"] * (3 * PART - 2)]
    assert world.stock("OIL") == (20, 19)
    assert SalesOrder.objects.count() == 3
    assert_ledger_proves_levels()


def test_a_document_placed_meanwhile_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    twin = draft(world, reference="late")
    before(monkeypatch, "orders", lambda: placed(world, [twin], "other"), nth=3)
    answer = placed(world, [*[draft(world) for _ in range(2 * PART)], twin], "k")
    assert verdicts(answer) == [*["taken"] * (2 * PART), "there already"]
    assert world.stock("OIL") == (20, 2 * PART + 1)
    assert_ledger_proves_levels()


def test_a_part_that_fails_at_the_server_is_decided_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin stands in the first part: what it came to is heard when the second begins."""
    twin = draft(world, reference="early")
    before(monkeypatch, "orders", lambda: placed(world, [twin], "other"))
    answer = placed(world, [twin, *[draft(world) for _ in range(3 * PART)]], "k")
    assert verdicts(answer) == ["there already", *["taken"] * (3 * PART)]
    assert world.stock("OIL") == (20, 3 * PART + 1)
    assert_ledger_proves_levels()


def test_the_same_batch_many_times_at_once_is_one(world: World) -> None:
    drafts = [draft(world, reference=f"r{number}") for number in range(2 * PART + 1)]
    answers = race(*[lambda: placed(world, drafts, "k")] * 6)
    assert all(answer == answers[0] for answer in answers)
    assert SalesOrder.objects.count() == 2 * PART + 1
    assert_ledger_proves_levels()


def test_batches_of_the_same_documents_under_other_keys_place_each_once(world: World) -> None:
    """In opposite orders: their parts wait for each other crosswise, one is ended and tried again."""
    drafts = [draft(world, reference=f"r{number}") for number in range(2 * PART + 1)]
    answers = race(lambda: placed(world, drafts, "k1"), lambda: placed(world, drafts[::-1], "k2"))
    assert SalesOrder.objects.count() == 2 * PART + 1
    numbers = [{item.order.number for item in answer.items if item.order} for answer in answers]
    assert numbers[0] == numbers[1]
    assert world.stock("OIL") == (20, 2 * PART + 1)
    assert_ledger_proves_levels()


def test_a_connection_lost_between_two_parts_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    begin, numbers = Parts.begin_writing, iter(range(10))

    def cut(parts: Parts, writes: Sequence[Write]) -> None:
        begin(parts, writes)
        if next(numbers) == 2:
            pid = connection.connection.info.backend_pid
            with ThreadPoolExecutor(1) as pool:
                pool.submit(with_own_connection(_end), pid).result(PATIENCE_SECONDS)

    monkeypatch.setattr(Parts, "begin_writing", cut)
    with pytest.raises(OperationalError):
        placed(world, [draft(world) for _ in range(4 * PART)], "k")
    connection.close()
    assert not SalesOrder.objects.exists()
    assert world.stock("OIL") == (20, 0)
    monkeypatch.setattr(Parts, "begin_writing", begin)
    assert verdicts(placed(world, [draft(world) for _ in range(4 * PART)], "k")) == ["taken"] * (4 * PART)


def _end(pid: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
