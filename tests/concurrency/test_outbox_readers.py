"""A reader of the outbox must not pass over the events of a transaction that commits late."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import msgspec
import pytest
from django.db import connection, transaction

from kontor.kernel.models import Event
from kontor.kernel.outbox import Handler, PublishedEvent, event, event_writes, publish, run_handler
from kontor.kernel.statements import write_all

pytestmark = pytest.mark.postgres
NOW = datetime(2026, 3, 2, tzinfo=UTC)


class Told(msgspec.Struct, frozen=True):
    word: str


def tell(word: str) -> None:
    write_all(event_writes([event(Told(word), aggregate=f"test:{word}", actor_id=1, now=NOW)]))


def test_an_event_that_commits_after_later_ids_is_still_delivered_once(race_database: str) -> None:
    heard: list[str] = []

    def listen(item: PublishedEvent, now: datetime) -> None:
        heard.append(item.read(Told).word)

    handler = Handler("test.listener", frozenset({"Told"}), listen)
    written, may_commit = threading.Event(), threading.Event()

    def write_late() -> None:
        with transaction.atomic():
            tell("late")
            written.set()
            assert may_commit.wait(10)
        connection.close()

    writer = threading.Thread(target=write_late)
    writer.start()
    assert written.wait(10)
    tell("early")
    assert publish() == 1
    run_handler(handler, NOW)
    assert heard == ["early"]
    may_commit.set()
    writer.join(10)
    late, early = Event.objects.order_by("id")
    assert late.id < early.id
    assert publish() == 1
    run_handler(handler, NOW)
    run_handler(handler, NOW)
    assert heard == ["early", "late"]


def test_a_reader_that_follows_ids_would_pass_over_it(race_database: str) -> None:
    """The control: reading by id misses what the test above delivers."""
    written, may_commit = threading.Event(), threading.Event()

    def write_late() -> None:
        with transaction.atomic():
            tell("late")
            written.set()
            assert may_commit.wait(10)
        connection.close()

    writer = threading.Thread(target=write_late)
    writer.start()
    assert written.wait(10)
    tell("early")
    seen_up_to = max(Event.objects.values_list("id", flat=True))
    may_commit.set()
    writer.join(10)
    assert Event.objects.count() == 2
    assert not Event.objects.filter(id__gt=seen_up_to).exists()
