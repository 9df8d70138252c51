"""The checker finds what is planted, and nothing where there is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.concurrency.history import (
    NEVER,
    Call,
    Edit,
    Snapshot,
    counter_anomalies,
    edit_anomalies,
    sum_anomalies,
)


def call(started: float, ended: float, **extra: Any) -> Call:
    return Call(subject="OIL", started=started, ended=ended, **extra)


def is_found(calls: Sequence[Call], at_first: int = 0) -> bool:
    return bool(counter_anomalies(calls, {"OIL": at_first}))


EXPLAINED = {
    "one after the other": [call(0, 1, delta=5), call(2, 3, delta=-3), call(4, 5, seen=2)],
    "a read beside a write sees it": [call(0, 9, delta=5), call(1, 2, seen=5)],
    "a read beside a write does not see it": [call(0, 9, delta=5), call(1, 2, seen=0)],
    "the take that began first waited for the goods": [call(0, 9, delta=-2), call(1, 3, delta=2)],
    "refused between two writes": [call(0, 9, delta=5), call(0, 9, delta=-5), call(1, 2, below=3, seen=0)],
    "what nobody knows has happened": [call(0, NEVER, delta=5), call(8, 9, seen=5)],
    "what nobody knows has not happened": [call(0, NEVER, delta=5), call(8, 9, seen=0)],
    "two at the same instant": [call(0, 1, seen=5), call(1, 2, delta=5)],
}
PLANTED = {
    "the last unit sold twice": [call(0, 1, delta=1), call(2, 5, delta=-1), call(3, 6, delta=-1)],
    "a write that is gone": [call(0, 1, delta=5), call(2, 3, seen=0)],
    "a write lost beside another": [call(0, 5, delta=5), call(1, 6, delta=7), call(8, 9, seen=7)],
    "short, although the goods had been there": [call(0, 1, delta=5), call(2, 3, below=3, seen=0)],
    "short, although there was enough": [call(0, 1, delta=5), call(2, 3, below=3)],
    "seen, and then not yet": [call(0, 9, delta=5), call(1, 2, seen=5), call(3, 4, seen=0)],
    "seen before it began": [call(0, 1, seen=5), call(2, 3, delta=5)],
    "half of a write": [call(0, 9, delta=6), call(1, 2, seen=3)],
    "what nobody knows has happened, and then has not": [
        call(0, NEVER, delta=5),
        call(5, 6, seen=5),
        call(8, 9, seen=0),
    ],
}


@pytest.mark.parametrize("name", EXPLAINED)
def test_a_history_that_some_order_explains_is_none(name: str) -> None:
    assert not is_found(EXPLAINED[name])


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_anomaly_is_found(name: str) -> None:
    assert is_found(PLANTED[name])


def test_counters_are_judged_apart_and_the_call_is_named() -> None:
    late = Call(subject="RICE", started=2, ended=3, seen=0, text="a read")
    calls = [call(0, 1, delta=5), call(2, 3, seen=5), Call(subject="RICE", started=0, ended=1, delta=1), late]
    (anomaly,) = counter_anomalies(calls, {"OIL": 0, "RICE": 0})
    assert (anomaly.subject, anomaly.text) == ("RICE", str(late))


def explains(order: Sequence[Call], value: int) -> bool:
    for position, item in enumerate(order):
        if any(later.ended < item.started for later in order[position + 1 :]) or not item.may_follow(value):
            return False
        value += item.delta
    return True


def is_explained_by_some_order(calls: Sequence[Call], at_first: int) -> bool:
    """The same question, answered by trying every order of every set of calls that must and may have happened."""
    known = [item for item in calls if item.ended != NEVER]
    unknown = [item for item in calls if item.ended == NEVER]
    return any(
        explains(order, at_first)
        for count in range(len(unknown) + 1)
        for happened in combinations(unknown, count)
        for order in permutations([*known, *happened])
    )


@st.composite
def histories(draw: st.DrawFn) -> list[Call]:
    """Up to five calls of small numbers that overlap a lot: about as many explained as not."""
    small = st.integers(0, 8)
    calls = []
    for _ in range(draw(st.integers(1, 5))):
        started = draw(small)
        ended = draw(st.one_of(st.just(NEVER), st.integers(started, 9)))
        seen, below = draw(st.sampled_from([(None, None), (None, None), (1, None), (2, None), (None, 2)]))
        calls.append(call(started, ended, delta=0 if below else draw(st.integers(-2, 2)), seen=seen, below=below))
    return calls


@settings(max_examples=300, deadline=None)
@given(histories(), st.integers(0, 2))
def test_the_checker_says_what_trying_every_order_says(calls: list[Call], at_first: int) -> None:
    assert is_found(calls, at_first) is not is_explained_by_some_order(calls, at_first)


def test_a_long_history_of_eight_clients_is_judged_quickly() -> None:
    """Eight calls under way at any time, a thousand in all."""
    calls = [call(number, number + 7.5, delta=1 if number % 2 == 0 else -1) for number in range(1_000)]
    assert not is_found([*calls, call(5_000, 5_001, seen=0)])
    assert is_found([*calls, call(5_000, 5_001, seen=1)])


def test_a_snapshot_that_saw_half_of_a_transfer_is_found() -> None:
    whole = Snapshot("OIL", 0, 1, {"STORE": 6, "TRANSIT": 1, "SHOP": 3})
    torn = Snapshot("OIL", 0, 1, {"STORE": 6, "TRANSIT": 0, "SHOP": 3})
    assert [item.kind for item in sum_anomalies([whole, torn, whole], {"OIL": 10})] == ["torn sum"]


def edits(*versions_and_values: tuple[int, int]) -> list[Edit]:
    return [
        Edit("order", moment, moment + 0.5, version, value)
        for moment, (version, value) in enumerate(versions_and_values)
    ]


def test_edits_that_follow_each_other_are_no_anomaly() -> None:
    assert edit_anomalies(edits((1, 10), (2, 11), (3, 12)), {"order": 13}) == []


@pytest.mark.parametrize(
    ("taken", "at_last", "kind"),
    [
        (edits((1, 10), (1, 10)), 11, "lost update"),
        (edits((1, 10), (2, 10)), 11, "lost update"),
        (edits((1, 10), (2, 11)), 11, "lost update"),
        (edits((2, 11), (1, 10)), 12, "stale read"),
    ],
    ids=["both on one version", "did not read the last", "gone at the end", "read what was older"],
)
def test_a_planted_edit_that_is_lost_or_late_is_found(taken: list[Edit], at_last: int, kind: str) -> None:
    assert kind in {anomaly.kind for anomaly in edit_anomalies(taken, {"order": at_last})}
