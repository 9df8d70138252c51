"""The moving average over plain values: nothing here touches a database."""

from __future__ import annotations

import pytest

from kontor.inventory.costing import Valued, value_issue, value_issue_at, value_receipt


def test_an_issue_takes_the_average_and_leaves_it():
    assert value_issue(quantity=3, average_cost_micros=5_000_000) == Valued(5_000_000, -15_000_000, 5_000_000, 0)


def test_a_receipt_moves_the_average_to_the_mean_of_what_is_there():
    valued = value_receipt(on_hand=10, value_micros=40_000_000, quantity=10, unit_cost_micros=6_000_000)
    assert valued == Valued(6_000_000, 60_000_000, 5_000_000, 0)


def test_goods_that_leave_at_their_own_cost_take_back_what_they_did_to_the_average():
    valued = value_issue_at(
        on_hand=20, value_micros=100_000_000, quantity=10, unit_cost_micros=6_000_000, average_cost_micros=5_000_000
    )
    assert valued == Valued(6_000_000, -60_000_000, 4_000_000, 0)


@pytest.mark.parametrize(
    ("on_hand", "value", "quantity", "variance"),
    [
        (10, 52_000_000, 10, 8_000_000),  # nothing stays: nothing may be worth something
        (12, 52_000_000, 10, 18_000_000),  # 2 would be worth -8.00: they stay at the average, 5.00
        (5, 25_000_000, 10, 10_000_000),  # 5 less than there were: owed at the average
    ],
)
def test_what_stays_is_valued_at_the_average_where_the_rest_makes_no_sense(on_hand, value, quantity, variance):
    valued = value_issue_at(
        on_hand=on_hand,
        value_micros=value,
        quantity=quantity,
        unit_cost_micros=6_000_000,
        average_cost_micros=5_000_000,
    )
    assert valued == Valued(6_000_000, -60_000_000, 5_000_000, variance)
    assert value + valued.value_delta_micros + valued.variance_micros == (on_hand - quantity) * 5_000_000
