"""The comparison finds what is planted: without this, zero findings after a crash would prove nothing."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.faults.books import FoundOrder, Intent, Judgement, Repeated, StoredAnswer, judge, judge_retold

WANTED = Intent("a", 2, acknowledged=["place", "confirm"])
KEPT = FoundOrder("a", 2, Counter(OrderPlaced=1, OrderConfirmed=1))


def counts(judged: Judgement) -> tuple[int, int, int]:
    return len(judged.lost), len(judged.duplicates), len(judged.half)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([KEPT], (0, 0, 0)),
        ([], (1, 0, 0)),
        ([FoundOrder("a", 2, Counter(OrderPlaced=1))], (1, 0, 0)),
        ([KEPT, KEPT], (0, 1, 0)),
        ([KEPT, FoundOrder("a", 2, Counter(OrderPlaced=1))], (0, 1, 0)),
        ([FoundOrder("a", 2, Counter(OrderPlaced=1, OrderConfirmed=2))], (0, 1, 0)),
        ([KEPT, FoundOrder("b", 1, Counter(OrderPlaced=1))], (0, 1, 0)),
        ([FoundOrder("a", 1, Counter(OrderPlaced=1, OrderConfirmed=1))], (0, 0, 1)),
        ([FoundOrder("a", 2, Counter(OrderConfirmed=1))], (1, 0, 1)),
    ],
)
def test_planted_lost_duplicate_and_half_orders_are_found(
    found: list[FoundOrder], expected: tuple[int, int, int]
) -> None:
    assert counts(judge([WANTED], found)) == expected


def test_an_order_whose_answer_was_lost_is_no_fault_whether_it_is_there_or_not() -> None:
    unheard = Intent("a", 2)
    assert counts(judge([unheard], [])) == (0, 0, 0)
    assert counts(judge([unheard], [KEPT])) == (0, 0, 0)


def test_an_answer_is_a_stored_one_where_its_effect_is_older_than_the_request_it_answered() -> None:
    sent_at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    repeated = [Repeated(key, sent_at, 7) for key in ("stored", "acted now", "another order", "nothing kept")]
    before, after = sent_at - timedelta(milliseconds=1), sent_at + timedelta(milliseconds=1)
    stored = {
        "stored": StoredAnswer(before, 7),
        "acted now": StoredAnswer(after, 7),
        "another order": StoredAnswer(before, 8),
    }
    judged = judge_retold(repeated, stored)
    assert (judged.times, len(judged.wrong)) == (1, 2)
