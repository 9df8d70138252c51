"""Moving average cost, kept per level, in recorded order: nothing written is ever re-valued.

The value of a level is the exact sum of its movements' values; the average is what the next issue takes. Goods issued
while none were there went out at the last known cost; the receipt that ends it books the difference as a variance.
"""

from __future__ import annotations

from typing import NamedTuple

from kontor.kernel.money import round_half_away


class Valued(NamedTuple):
    """What one movement does: the value it carries, the average afterwards, and a variance to book beside it."""

    unit_cost_micros: int
    value_delta_micros: int
    average_cost_micros: int
    variance_micros: int = 0


def value_issue(*, quantity: int, average_cost_micros: int) -> Valued:
    """Goods out, at the average. `quantity` is positive."""
    assert quantity > 0
    return Valued(average_cost_micros, -quantity * average_cost_micros, average_cost_micros)


def value_issue_at(
    *, on_hand: int, value_micros: int, quantity: int, unit_cost_micros: int, average_cost_micros: int
) -> Valued:
    """Exactly these goods out, at the cost they came in with: a reversal, or a transfer that arrives.

    What stays keeps the rest of the value. Where that makes no sense (nothing stays, or less than nothing would be
    left of the value), it stays at the average, and the difference is booked as a variance.
    """
    assert quantity > 0
    value_delta = -quantity * unit_cost_micros
    after, value_after = on_hand - quantity, value_micros + value_delta
    if after > 0 and value_after >= 0:
        return Valued(unit_cost_micros, value_delta, round_half_away(value_after, after))
    return Valued(unit_cost_micros, value_delta, average_cost_micros, after * average_cost_micros - value_after)


def value_correction(*, on_hand: int, value_micros: int, unit_cost_micros: int) -> Valued:
    """What is there becomes worth `unit_cost_micros` a unit; the difference is booked as a variance."""
    assert on_hand > 0
    return Valued(unit_cost_micros, 0, unit_cost_micros, on_hand * unit_cost_micros - value_micros)


def value_receipt(*, on_hand: int, value_micros: int, quantity: int, unit_cost_micros: int) -> Valued:
    """Goods in at `unit_cost_micros`. `quantity` is positive, `on_hand` and `value_micros` are before it."""
    assert quantity > 0
    value_delta = quantity * unit_cost_micros
    after, value_after = on_hand + quantity, value_micros + value_delta
    if on_hand > 0:
        return Valued(unit_cost_micros, value_delta, round_half_away(value_after, after))
    if after < 0:
        return Valued(unit_cost_micros, value_delta, unit_cost_micros)
    return Valued(unit_cost_micros, value_delta, unit_cost_micros, after * unit_cost_micros - value_after)
