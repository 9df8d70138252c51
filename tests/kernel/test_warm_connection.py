"""A connection that goes along with work which threads do in turns."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from kontor.kernel.warm_connection import close_warm_connections, own_connection_as_warm, warm_connection
from tests.concurrency.races import until_true, with_own_connection

pytestmark = pytest.mark.django_db


def server_process() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def warm_process() -> int:
    with warm_connection():
        return server_process()


def in_a_thread(call: Callable[[], Any]) -> Any:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(with_own_connection(call)).result(20)


@pytest.mark.postgres
def test_threads_that_take_turns_work_on_one_connection_which_is_nobodys_own():
    def both() -> tuple[int, int]:
        return server_process(), warm_process()

    turns = [in_a_thread(both) for _ in range(3)]
    assert len({warm for _, warm in turns}) == 1
    assert len({own for own, _ in turns} | {turns[0][1], server_process()}) == 5


@pytest.mark.postgres
def test_threads_at_once_have_one_each_and_the_one_used_last_comes_first():
    together = Barrier(2)

    def held() -> int:
        with warm_connection():
            together.wait(20)
            return server_process()

    with ThreadPoolExecutor(2) as pool:
        processes = {run.result(20) for run in [pool.submit(with_own_connection(held)) for _ in range(2)]}
    assert len(processes) == 2
    first = warm_process()
    assert first in processes
    assert [warm_process() for _ in range(3)] == [first] * 3


@pytest.mark.postgres
def test_a_connection_that_was_lost_is_replaced_by_the_next_one_who_takes_it():
    lost = warm_process()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [lost])
        assert cursor.fetchone()[0] is True
    with pytest.raises(OperationalError):
        warm_process()
    assert warm_process() != lost


@pytest.mark.postgres
def test_after_an_error_the_thread_is_back_on_its_own_connection():
    own = server_process()

    def fail() -> None:
        with warm_connection():
            assert server_process() != own
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert server_process() == own


@pytest.mark.postgres
def test_whoever_looks_on_at_the_threads_own_connection_sees_what_is_asked():
    seen: list[str] = []

    def note(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: dict[str, Any]) -> Any:
        seen.append(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        assert warm_process() == server_process()
    assert seen == ["SELECT pg_backend_pid()"] * 2


@pytest.mark.postgres
def test_ones_own_can_stand_in_for_the_warm_one_for_a_while():
    own, before = server_process(), warm_process()
    with own_connection_as_warm():
        assert warm_process() == own
    assert warm_process() == before != own
    assert not connections["default"].allow_thread_sharing


@pytest.mark.postgres
def test_those_that_are_closed_are_gone_from_the_server():
    first = warm_process()

    def is_there() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", [first])
            (count,) = cursor.fetchone()
        return bool(count)

    assert is_there()
    close_warm_connections()
    until_true(lambda: not is_there())


def test_sqlite_has_one_file_and_works_on_the_threads_own_connection():
    if connection.vendor != "sqlite":
        pytest.skip("of SQLite alone")
    own = connections["default"]
    with warm_connection():
        assert connections["default"] is own
