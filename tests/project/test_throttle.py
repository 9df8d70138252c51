from __future__ import annotations

import pytest

from kontor.kernel.errors import TooManyRequests
from kontor.project import throttle
from kontor.project.throttle import TokenBuckets


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def taken(buckets: TokenBuckets, caller: str, times: int, *, per_minute: int = 6) -> int:
    """How many of `times` calls got through."""
    through = 0
    for _ in range(times):
        try:
            buckets.take(caller, per_minute=per_minute)
        except TooManyRequests:
            continue
        through += 1
    return through


def test_a_bucket_refills_evenly():
    clock = Clock()
    buckets = TokenBuckets(clock)
    assert taken(buckets, "a", 10) == 6
    clock.now += 10
    assert taken(buckets, "a", 10) == 1
    clock.now += 600
    assert taken(buckets, "a", 10) == 6


def test_callers_have_buckets_of_their_own():
    buckets = TokenBuckets(Clock())
    assert (taken(buckets, "a", 10), taken(buckets, "b", 10)) == (6, 6)


def test_a_refusal_says_how_long_to_wait():
    clock = Clock()
    buckets = TokenBuckets(clock)
    taken(buckets, "a", 6)
    clock.now += 4
    with pytest.raises(TooManyRequests) as refused:
        buckets.take("a", per_minute=6)
    assert refused.value.retry_after_seconds == 6


def test_idle_callers_are_forgotten_before_memory_fills(monkeypatch):
    monkeypatch.setattr(throttle, "_MOST_BUCKETS", 3)
    clock = Clock()
    buckets = TokenBuckets(clock)
    for caller in "abc":
        buckets.take(caller, per_minute=6)
    clock.now += 61
    buckets.take("d", per_minute=6)
    assert set(buckets._buckets) == {"d"}
