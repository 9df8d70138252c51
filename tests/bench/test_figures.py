"""Medians, percentiles, draws and the page: what the figures are made of."""

from __future__ import annotations

import random

import pytest

from kontor.bench.figures import percentile, spread
from kontor.bench.hammer import request_bytes
from kontor.bench.workload import draw_lines, picker


@pytest.mark.parametrize(("part", "value"), [(0.5, 51), (0.95, 96), (0.99, 100), (1.0, 100), (0.0, 1)])
def test_a_percentile_is_the_nearest_rank(part, value):
    assert percentile(list(range(1, 101)), part) == value


def test_a_spread_names_the_median_and_both_ends():
    found = spread([3.0, 1.0, 2.0])
    assert (found.median, found.least, found.most, found.runs) == (2.0, 1.0, 3.0, (3.0, 1.0, 2.0))


def test_an_orders_lines_are_distinct():
    lines = draw_lines(random.Random(1), picker(random.Random(2), 30, "zipf"), 20)
    assert len({sku for sku, _ in lines}) == 20
    assert all(1 <= quantity <= 5 and 0 <= sku < 30 for sku, quantity in lines)


def test_skewed_draws_come_back_to_the_same_few():
    def share_of_ten(skew):
        pick = picker(random.Random(3), 1000, skew)
        return sum(pick() < 10 for _ in range(5000)) / 5000

    assert share_of_ten("uniform") < 0.02
    assert share_of_ten("zipf") > 0.4


def test_a_request_says_how_long_it_is():
    head, body = request_bytes("POST", "/x", secret="s", body=b"{}", key="k").split(b"\r\n\r\n")
    assert body == b"{}"
    assert b"content-length: 2" in head
    assert b"idempotency-key: k" in head
