"""The page and the plain values: each figure beside what it must reach, and whether it does."""

from __future__ import annotations

import pytest

from kontor.bench.figures import spread
from kontor.bench.found import Compared, Figure
from kontor.bench.report import is_held, page, reaches_goal, told
from kontor.bench.targets import target_of

NAMED = {
    "orders on SQLite": "f",
    "orders zipf": "a'",
    "orders one client": "a",
    "in process zipf": None,
    "batch of 100 over HTTP": "b",
}


def compared(name, ratio, **figures):
    one = spread([1.0, 2.0, 3.0])
    return Compared(name, "orders", ratio, one, one, one, {key: spread([value]) for key, value in figures.items()})


def test_the_page_says_what_was_measured_on_and_what_was_asked():
    text = page([compared("orders uniform", 0.25, p50_ms=2.0, p99_ms=39.0)], {"Machine": "2 cores"})
    assert "- Machine: 2 cores" in text
    assert "| a | orders uniform | **0.25** | 0.20, p99 ms 40 | 0.35 | yes | 1.00 to 3.00 | REF | 2 | 2 | " in text
    assert " | 2 | 2 | 2.00 | 39.00 |  |  |" in text


def test_amounts_have_a_table_of_their_own():
    text = page([Figure("statements of an order", "statements", 21, 1.4, {"reads": 8})], {})
    assert "| g | statements of an order | **21** statements | 15 | 4 | **no** | reads 8 |" in text
    assert "Rates" not in text


@pytest.mark.parametrize(
    ("found", "held"),
    [
        (compared("orders uniform", 0.20, p99_ms=40.0), True),
        (compared("orders uniform", 0.19, p99_ms=40.0), False),
        (compared("orders uniform", 0.50, p99_ms=40.1), False),
        (compared("orders one client", 0.01, p50_ms=9.0), True),
        (compared("in process zipf", 0.01), None),
        (compared("batch of 100 zipf", 0.6), True),
        (compared("batch of 100 zipf", 0.59), False),
        (Figure("statements of an order", "statements", 15, 1.0, {}), True),
        (Figure("statements of an order", "statements", 16, 1.1, {}), False),
    ],
)
def test_a_figure_holds_what_it_must(found, held):
    assert is_held(found) is held


def test_a_goal_has_limits_of_its_own():
    slow, quick = (compared("orders on SQLite", 0.25, failures=0, p99_ms=p99) for p99 in (51.0, 50.0))
    failing = compared("orders on SQLite", 0.25, failures=1, p99_ms=20.0)
    assert [is_held(one) for one in (slow, quick, failing)] == [True, True, False]
    assert [reaches_goal(one) for one in (slow, quick, failing)] == [False, True, False]
    assert "| **0.25** | 0.15, failures 0 | 0.22, p99 ms 50 | yes, the goal too |" in page([quick], {})


def test_one_client_is_asked_for_its_latency_alone():
    quick, slow = (compared("orders one client", 0.1, p50_ms=p50) for p50 in (4.0, 4.1))
    assert [reaches_goal(one) for one in (quick, slow)] == [True, False]
    assert "| a | orders one client | **0.10** |  | p50 ms 4 | yes, the goal too |" in page([quick], {})
    assert "| a | orders one client | **0.10** |  | p50 ms 4 | yes |" in page([slow], {})


def test_machines_are_told_the_first_ratio_and_whether_all_is_held():
    found = [compared("batch of 100", 0.7), compared("in process zipf", 0.01), compared("in process uniform", 0.1)]
    report = told("all", found)
    assert (report["what"], report["ratio"], report["is_held"]) == ("all", 0.7, False)
    assert [row.get("is_held") for row in report["found"]] == [True, None, False]
    assert report["found"][0]["must"] == 0.6
    assert report["found"][0]["rate"]["runs"] == (1.0, 2.0, 3.0)
    assert told("batch", found[:2])["is_held"] is True


def test_the_longest_beginning_names_the_target():
    targets = {name: target_of(name) for name in NAMED}
    rows = {name: target.row if target else None for name, target in targets.items()}
    assert rows == NAMED
