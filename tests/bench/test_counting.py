"""Statements are counted where they leave the client, on both databases."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from kontor.bench.counting import count_statements

pytestmark = pytest.mark.django_db


def ask(times: int = 1) -> None:
    with connection.cursor() as cursor:
        for _ in range(times):
            cursor.execute("SELECT 1")
            cursor.fetchall()


def test_every_statement_is_counted_and_only_those_of_the_call():
    ask(3)
    assert count_statements(lambda: ask(2)).statements == 2
    assert count_statements(lambda: None).statements == 0


def test_what_brackets_a_transaction_is_counted_too():
    def call() -> None:
        with transaction.atomic():
            ask()

    ask()  # the test's own transaction begins with its first statement
    count = count_statements(call)
    assert count.statements == 3  # inside the test's own transaction: SAVEPOINT, the statement, RELEASE
    if connection.vendor == "sqlite":
        assert (count.reads, count.writes, count.brackets) == (1, 0, 2)


def test_a_statement_that_fails_is_counted_and_the_counting_ends():
    def call() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM nowhere")

    with pytest.raises(Exception, match="nowhere"):
        count_statements(call)
    assert count_statements(ask).statements == 1


def test_on_sqlite_the_rows_of_one_insert_are_steps():
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL gets all rows as one parameter")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE counted (n integer)")

        def call() -> None:
            cursor.executemany("INSERT INTO counted VALUES (%s)", [(1,), (2,), (3,)])

        count = count_statements(call)
    assert (count.statements, count.writes, count.steps) == (1, 1, 3)
