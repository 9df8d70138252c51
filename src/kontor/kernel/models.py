from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class AppendOnly(models.Model):
    """A table whose rows are never changed or removed: `kernel.guards` puts triggers on it after every migrate."""

    class Meta:
        abstract = True


class Kept(models.Model):
    """A table whose rows change but are never removed: others name them without a constraint of their own (ADR 7)."""

    class Meta:
        abstract = True


class IdempotencyKey(models.Model):
    """The stored answer of one request, written in the request's own transaction; kept for 30 days."""

    token = models.CharField(primary_key=True, max_length=300)  # "<client id>:<key>"
    fingerprint = models.CharField(max_length=64)
    answer = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["created_at"], name="idempotency_created")]


class Event(models.Model):
    """One outbox row, written in the transaction it tells of. `position` is given when a reader first sees it."""

    position = models.BigIntegerField(null=True, unique=True)
    type = models.CharField(max_length=60)
    aggregate = models.CharField(max_length=80)
    payload = models.TextField()
    actor_id = models.BigIntegerField()
    occurred_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["id"], name="event_unpublished", condition=Q(position__isnull=True))]


class HandlerCursor(models.Model):
    """How far one handler has read; moved in the transaction of the handler's own effects."""

    handler = models.CharField(primary_key=True, max_length=120)
    position = models.BigIntegerField(default=0)


class FailedEvent(models.Model):
    """An event one handler could not take; its aggregate waits for it, the others pass."""

    handler = models.CharField(max_length=120)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    aggregate = models.CharField(max_length=80)
    attempts = models.IntegerField()
    reason = models.TextField()
    next_attempt_at = models.DateTimeField(null=True)  # null: given up, waits for a person

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["handler", "event"], name="failedevent_once")]


class NumberSeries(models.Model):
    """The next free document number of a series."""

    series = models.CharField(primary_key=True, max_length=80)
    next_value = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(next_value__gte=1), name="numberseries_positive")]
