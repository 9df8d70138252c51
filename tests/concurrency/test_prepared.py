"""The short way to PostgreSQL gives what the ordinary one gives, and steps aside where that is not certain."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, DataError, OperationalError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kontor.kernel.postgres import prepared
from kontor.kernel.postgres.prepared import numbered

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("race_database")]


def row_of(sql: str, *parameters: str | None) -> list[str]:
    server: Any = connection
    columns = server.row_of(sql, parameters)
    return [column if isinstance(column, str) else column.decode() for column in columns]


def prepared_by_kontor() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'kontor%%'", [])
        (count,) = cursor.fetchone()
    return int(count)


@pytest.fixture(autouse=True)
def fresh_connection() -> None:
    connection.close()


def test_a_statement_is_prepared_once_and_gives_every_time_what_was_asked() -> None:
    sql = "SELECT %s || '%%' AS a, (%s::bigint + 1)::text AS b"
    assert [row_of(sql, text, "41") for text in ("x", "ä'\"\\", "")] == [["x%", "42"], ["ä'\"\\%", "42"], ["%", "42"]]
    assert prepared_by_kontor() == 1


def plan_in_use() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements WHERE name LIKE 'kontor%%'", [])
        ((name,),) = cursor.fetchall()
        cursor.execute(f"EXPLAIN EXECUTE {name}('{{k}}')")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_a_plan_made_for_an_empty_table_does_not_stay_when_it_grows() -> None:
    sql = "SELECT (SELECT count(*) FROM grown WHERE token = ANY (%s::text[]))::text"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE grown (token text PRIMARY KEY); ANALYZE grown")
    assert [row_of(sql, "{k}") for _ in range(16)] == [["0"]] * 16
    assert "Seq Scan on grown" in plan_in_use()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO grown SELECT 'k' || n FROM generate_series(1, 10000) n")
    assert "Seq Scan on grown" in plan_in_use()
    assert row_of(sql, "{k7}") == ["1"]
    assert "Index" in plan_in_use()
    assert prepared_by_kontor() == 1


def test_a_statement_that_somebody_else_ended_is_prepared_again() -> None:
    for _ in range(16):
        row_of("SELECT %s", "on")
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert row_of("SELECT %s", "on") == ["on"]


def test_an_error_is_djangos_and_the_next_statement_runs() -> None:
    with pytest.raises(DataError) as caught:
        row_of("SELECT %s::bigint", "x")
    assert caught.value.__cause__ is not None
    assert getattr(caught.value.__cause__, "sqlstate", "") == "22P02"
    with pytest.raises(DatabaseError) as missed:
        row_of("SELECT kontor_expect(ARRAY[1, 2]::bigint[], %s::bigint[], 'both')::text", "{1,3}")
    assert getattr(missed.value.__cause__, "sqlstate", "") == "KT001"
    with pytest.raises(ProgrammingError):
        row_of("SELECT * FROM nowhere_at_all WHERE a = %s", "x")
    assert row_of("SELECT %s", "on") == ["on"]


def test_a_text_with_nul_is_refused_and_not_cut_off() -> None:
    with pytest.raises(DataError):
        row_of("SELECT %s", "ab\0cd")
    assert row_of("SELECT %s", "abcd") == ["abcd"]


def test_nothing_travels_as_nothing() -> None:
    assert row_of("SELECT coalesce(%s::text, 'nothing'), coalesce(%s::bigint, 7)::text", None, None) == ["nothing", "7"]


def test_inside_a_transaction_it_is_part_of_it() -> None:
    with transaction.atomic():
        assert row_of("SELECT set_config('kontor.mark', %s, true)", "inside") == ["inside"]
        assert row_of("SELECT current_setting(%s)", "kontor.mark") == ["inside"]
    assert row_of("SELECT current_setting(%s)", "kontor.mark") == [""]


def test_after_a_rollback_it_is_prepared_again() -> None:
    assert row_of("SELECT %s", "before") == ["before"]
    with transaction.atomic():
        for _ in range(3):  # psycopg prepares it at the second
            row_of("SELECT %s", "inside")
        transaction.set_rollback(True)
    assert prepared_by_kontor() == 0
    assert row_of("SELECT %s", "after") == ["after"]
    assert prepared_by_kontor() == 1


def test_whoever_counts_statements_sees_it() -> None:
    row_of("SELECT %s", "unseen")
    with CaptureQueriesContext(connection) as seen:
        assert row_of("SELECT %s", "seen") == ["seen"]
    assert len(seen) == 1


def test_a_connection_the_server_ended_is_an_operational_error_and_then_a_new_one() -> None:
    row_of("SELECT %s", "before")
    pid = connection.connection.info.backend_pid
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    finally:
        other.close()
    with pytest.raises(OperationalError):
        row_of("SELECT %s", "lost")
    connection.close_if_unusable_or_obsolete()
    assert row_of("SELECT %s", "again") == ["again"]
    assert prepared_by_kontor() == 1


def test_no_more_are_kept_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MOST", 2)
    assert [row_of(f"SELECT %s || {number}::text", "n") for number in range(4)] == [["n0"], ["n1"], ["n2"], ["n3"]]
    assert prepared_by_kontor() == 2
    assert row_of("SELECT %s || 0::text", "m") == ["m0"]


def test_numbers_for_marks() -> None:
    assert numbered("a %s b %s LIKE '%%x'") == "a $1 b $2 LIKE '%x'"
    assert numbered("nothing") == "nothing"
