"""The writers' turn of the SQLite backend, on files of its own."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
from contextlib import closing, nullcontext

import pytest
from django.db import OperationalError, transaction
from django.db.utils import ConnectionHandler

from kontor.kernel import numbers
from kontor.kernel.sqlite import base
from kontor.project.settings import database, read_environment


def open_database(path, *, timeout=20):
    config = database(
        read_environment({"DATABASE_URL": f"sqlite:///{path}" if path != ":memory:" else "sqlite://:memory:"})
    )
    config["OPTIONS"]["timeout"] = timeout
    return ConnectionHandler({"default": config})["default"]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "turn.sqlite3"
    connection = open_database(path)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE counter (value integer NOT NULL)")
        cursor.execute("INSERT INTO counter VALUES (0)")
    connection.close()
    return path


def is_free(path) -> bool:
    descriptor = os.open(f"{path}.turn", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


class Refused(Exception):
    pass


@pytest.fixture(autouse=True)
def _atomic_takes_connections(monkeypatch, django_db_blocker):
    """`transaction.atomic(using=connection)`: these databases have no alias."""
    monkeypatch.setattr(transaction, "get_connection", lambda using: using)
    with django_db_blocker.unblock():
        yield


def test_the_turn_is_held_from_begin_to_the_outermost_end(path):
    connection = open_database(path)
    with transaction.atomic(using=connection):
        assert not is_free(path)
        with transaction.atomic(using=connection):
            assert not is_free(path)
        with pytest.raises(Refused), transaction.atomic(using=connection):
            raise Refused
        assert not is_free(path)
    assert is_free(path)
    connection.close()


def test_the_turn_is_given_back_by_a_rollback_and_by_closing(path):
    connection = open_database(path)
    with pytest.raises(Refused), transaction.atomic(using=connection):
        raise Refused
    assert is_free(path)
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert not is_free(path)
    connection.close()
    assert is_free(path)


def test_the_turn_is_given_back_when_begin_fails(path):
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")  # a program that does not know the turn
    connection = open_database(path, timeout=0)
    with pytest.raises(OperationalError), transaction.atomic(using=connection):
        pytest.fail("began although another writes")
    assert is_free(path)
    blocker.close()
    connection.close()


def test_a_database_in_memory_takes_no_turn(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    connection = open_database(":memory:")
    with transaction.atomic(using=connection), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE counter (value integer)")
    assert list(tmp_path.iterdir()) == []


def failures_of_eight_writers(path) -> int:
    """Eight threads that each write for 20 ms, ten times, with a busy handler that gives up after 50 ms."""
    failures = []

    def write() -> None:
        connection = open_database(path, timeout=0.05)
        for _ in range(10):
            try:
                with transaction.atomic(using=connection), connection.cursor() as cursor:
                    cursor.execute("UPDATE counter SET value = value + 1")
                    time.sleep(0.02)
            except OperationalError as error:
                failures.append(error)
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(failures)


def test_no_writer_starves_behind_the_turn(path):
    assert failures_of_eight_writers(path) == 0
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT value FROM counter").fetchone() == (80,)


def test_control_without_the_turn_writers_starve(path, monkeypatch):
    monkeypatch.setattr(base.DatabaseWrapper, "_take_turn", lambda self: None)
    assert failures_of_eight_writers(path) > 0


def are_numbers_taken_in_the_queue(path, monkeypatch) -> bool:
    connection = open_database(path)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kernel_numberseries (series text PRIMARY KEY, next_value integer NOT NULL)")
    monkeypatch.setattr(numbers, "connection", connection)
    monkeypatch.setattr(numbers, "is_postgres", lambda: False)
    monkeypatch.setattr(transaction, "get_connection", lambda using: connection)
    seen = []

    def note(execute, sql, *arguments):
        if sql.startswith("INSERT"):
            seen.append(not is_free(path))
        return execute(sql, *arguments)

    with connection.execute_wrapper(note):
        assert numbers.next_numbers("a series", 2) == [1, 2]
        assert numbers.next_numbers("a series", 2) == [3, 4]
    assert is_free(path)
    connection.close()
    (in_the_queue,) = seen  # one block for both
    return in_the_queue


def test_document_numbers_are_taken_in_the_queue(path, monkeypatch):
    """A statement that commits by itself goes past it: one in a hundred orders then waited up to a second."""
    assert are_numbers_taken_in_the_queue(path, monkeypatch)


def test_control_a_statement_that_commits_by_itself_goes_past_the_queue(path, monkeypatch):
    monkeypatch.setattr(transaction, "atomic", nullcontext)
    assert not are_numbers_taken_in_the_queue(path, monkeypatch)
