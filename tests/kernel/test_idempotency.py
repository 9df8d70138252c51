from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from django.db import transaction

from kontor.kernel.errors import Conflict
from kontor.kernel.idempotency import KEYS_LIVE, KeyReused, forget_keys, once
from kontor.kernel.models import IdempotencyKey
from kontor.kernel.wire import RequestKey

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
KEY = RequestKey(7, "k1", "fingerprint")


class Answer(msgspec.Struct, frozen=True):
    number: int
    at: datetime


class Counter:
    """Counts how often the write was really made."""

    def __init__(self) -> None:
        self.writes = 0

    def write(self) -> Answer:
        self.writes += 1
        return Answer(self.writes, NOW)


def run(counter: Counter, key: RequestKey | None) -> Answer:
    with transaction.atomic():
        return once(key, NOW, Answer, counter.write)


def test_the_same_key_is_answered_alike_and_written_once():
    counter = Counter()
    assert run(counter, KEY) == run(counter, KEY) == Answer(1, NOW)
    assert counter.writes == 1


def test_without_a_key_every_request_is_written():
    counter = Counter()
    assert [run(counter, None).number for _ in range(2)] == [1, 2]
    assert IdempotencyKey.objects.count() == 0


def test_another_body_under_the_same_key_is_refused():
    counter = Counter()
    run(counter, KEY)
    with pytest.raises(KeyReused):
        run(counter, RequestKey(7, "k1", "another"))
    assert counter.writes == 1


def test_another_client_may_use_the_same_key():
    counter = Counter()
    run(counter, KEY)
    assert run(counter, RequestKey(8, "k1", "fingerprint")).number == 2


def test_a_refused_request_leaves_no_key():
    def refuse() -> Answer:
        raise Conflict()

    with pytest.raises(Conflict), transaction.atomic():
        once(KEY, NOW, Answer, refuse)
    assert IdempotencyKey.objects.count() == 0
    assert run(Counter(), KEY) == Answer(1, NOW)


def test_a_key_lives_for_thirty_days():
    counter = Counter()
    run(counter, KEY)
    assert forget_keys(NOW + KEYS_LIVE) == 0
    assert forget_keys(NOW + KEYS_LIVE + timedelta(seconds=1)) == 1
    assert run(counter, KEY).number == 2
