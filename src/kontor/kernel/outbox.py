"""Events are rows written with what they tell of; handlers above react to them, in order, each exactly once.

A reader must not skip rows of a transaction that commits late, so nobody reads by id: `publish` numbers the rows it
sees for the first time, and handlers follow that number. A late row is simply numbered later. Events of one aggregate
keep their order, because every transition of an aggregate re-checks the state the one before has left.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

import msgspec
import structlog
from django.db import connection, transaction
from django.db.models import Max

from kontor.kernel.models import Event, FailedEvent, HandlerCursor
from kontor.kernel.statements import Row, Write, insert, is_postgres, records, records_text, write_all

T = TypeVar("T")
MOST_ATTEMPTS: Final = 5
_PUBLISH_LOCK: Final = 7_305_001  # any constant: one publisher at a time
log = structlog.get_logger()


class EventRow(Row, frozen=True):
    """One news item. `aggregate` is "sales.order:42"; `payload` the JSON of one of the package's event Structs."""

    type: str
    aggregate: str
    payload: str
    actor_id: int
    occurred_at: datetime


class PublishedEvent(msgspec.Struct, frozen=True):
    id: int
    position: int
    type: str
    aggregate: str
    payload: str
    actor_id: int
    occurred_at: datetime

    def read(self, shape: Callable[..., T]) -> T:
        """The payload as the event Struct `shape`."""
        return typing.cast(T, msgspec.json.decode(self.payload, type=typing.cast(Any, shape)))


@dataclass(frozen=True, slots=True)
class Handler:
    """A reaction to some types of event; runs in a transaction of its own, with its cursor.

    `react_to_all`, where there is one, takes a batch at once; `react` then takes what failed in a batch, one by one.
    """

    name: str
    types: frozenset[str]
    react: Callable[[PublishedEvent, datetime], None]
    react_to_all: Callable[[Sequence[PublishedEvent], datetime], None] | None = None


def event(news: Row, *, aggregate: str, actor_id: int, now: datetime) -> EventRow:
    """The row of an event Struct: its class name is the event's type."""
    return EventRow(type(news).__name__, aggregate, msgspec.json.encode(news).decode(), actor_id, now)


def event_writes(rows: Sequence[EventRow]) -> list[Write]:
    return [insert("kernel_event", rows, name="events")] if rows else []


class _Numbered(Row, frozen=True):
    id: int
    position: int


def publish(limit: int = 1000) -> int:
    """Number the events nobody has numbered yet; returns how many. One publisher at a time."""
    with transaction.atomic():
        if is_postgres():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PUBLISH_LOCK])
        ids = list(Event.objects.filter(position__isnull=True).order_by("id").values_list("id", flat=True)[:limit])
        if not ids:
            return 0
        last = Event.objects.aggregate(last=Max("position"))["last"] or 0
        rows = [_Numbered(id_, last + offset) for offset, id_ in enumerate(ids, start=1)]
        sql = (
            f"UPDATE kernel_event SET position = d.position FROM {records(_Numbered)}"
            " WHERE kernel_event.id = d.id RETURNING 1"
        )
        write_all([Write("positions", sql, (records_text(rows),), expected=len(rows))])
    return len(ids)


def run_handler(handler: Handler, now: datetime, limit: int = 200) -> int:
    """Give `handler` its next events; returns how far it came. A poison event is parked, its aggregate waits."""
    try:
        return _run_batch(handler, now, limit)
    except Exception:  # whatever a handler raises must not stop the others; it is tried again one by one
        log.exception("outbox.batch_failed", handler=handler.name)
        done = 0
        while done < limit and _run_one(handler, now):
            done += 1
        return done


def _run_batch(handler: Handler, now: datetime, limit: int) -> int:
    with transaction.atomic():
        events = _next_events(handler, limit)
        due = _due(handler, events, now)
        if handler.react_to_all is None:
            for item in due:
                handler.react(item, now)
        elif due:
            handler.react_to_all(due, now)
    return len(events)


def _run_one(handler: Handler, now: datetime) -> int:
    with transaction.atomic():
        events = _next_events(handler, 1)
        if not events:
            return 0
        try:
            with transaction.atomic():
                for item in _due(handler, events, now):
                    handler.react(item, now)
        except Exception as error:  # noqa: BLE001  # parked with its reason, for a person or a later try
            _park(handler, events[0], now, f"{type(error).__name__}: {error}", attempts=1)
    return 1


def _due(handler: Handler, events: Sequence[PublishedEvent], now: datetime) -> list[PublishedEvent]:
    """Those the handler reacts to now; one whose aggregate waits is parked behind it."""
    wanted = [item for item in events if item.type in handler.types]
    parked = _parked_aggregates(handler) if wanted else set()
    for item in wanted:
        if item.aggregate in parked:
            _park(handler, item, now, "waits for an earlier event of the same document", attempts=0)
    return [item for item in wanted if item.aggregate not in parked]


def retry_failed(handler: Handler, now: datetime) -> int:
    """Try parked events again that are due, oldest first per aggregate; returns how many went through."""
    done = 0
    due = FailedEvent.objects.filter(handler=handler.name, next_attempt_at__lte=now).order_by("event__position")
    for failed_id in list(due.values_list("id", flat=True)):
        done += _retry_one(handler, failed_id, now)
    return done


def _retry_one(handler: Handler, failed_id: int, now: datetime) -> int:
    with transaction.atomic():
        failed = FailedEvent.objects.select_for_update().filter(id=failed_id).select_related("event").first()
        if failed is None or _has_earlier(failed):
            return 0
        try:
            with transaction.atomic():
                handler.react(_published(failed.event), now)
        except Exception as error:  # noqa: BLE001  # kept with its reason; given up after MOST_ATTEMPTS
            failed.attempts += 1
            failed.reason = f"{type(error).__name__}: {error}"
            failed.next_attempt_at = _next_attempt(failed.attempts, now)
            failed.save()
            return 0
        failed.delete()
        return 1


def _has_earlier(failed: FailedEvent) -> bool:
    waiting = FailedEvent.objects.filter(handler=failed.handler, aggregate=failed.aggregate)
    return waiting.filter(event__position__lt=failed.event.position).exists()


def _next_attempt(attempts: int, now: datetime) -> datetime | None:
    return None if attempts >= MOST_ATTEMPTS else now + timedelta(seconds=10 * 4**attempts)


def _park(handler: Handler, item: PublishedEvent, now: datetime, reason: str, *, attempts: int) -> None:
    log.error("outbox.parked", handler=handler.name, event_id=item.id, reason=reason)
    FailedEvent.objects.create(
        handler=handler.name,
        event_id=item.id,
        aggregate=item.aggregate,
        attempts=attempts,
        reason=reason,
        next_attempt_at=_next_attempt(attempts, now),
    )


def _parked_aggregates(handler: Handler) -> set[str]:
    return set(FailedEvent.objects.filter(handler=handler.name).values_list("aggregate", flat=True))


def _next_events(handler: Handler, limit: int) -> list[PublishedEvent]:
    """Lock the handler's cursor, read on from it, and move it; all in the caller's transaction."""
    HandlerCursor.objects.get_or_create(handler=handler.name)
    cursor = HandlerCursor.objects.select_for_update().get(handler=handler.name)
    events = [
        _published(row) for row in Event.objects.filter(position__gt=cursor.position).order_by("position")[:limit]
    ]
    if events:
        cursor.position = events[-1].position
        cursor.save()
    return events


def _published(row: Event) -> PublishedEvent:
    assert row.position is not None
    return PublishedEvent(row.pk, row.position, row.type, row.aggregate, row.payload, row.actor_id, row.occurred_at)
