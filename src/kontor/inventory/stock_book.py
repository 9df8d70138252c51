"""Who gets stock: the decision, over plain values. Documents are decided in arrival order, each whole or not at all.

A promise is refused where it would take more than is available or lift more than is there; a fact is always taken.
Without locks the book refuses to decide what only holds while the rows stand still: a new average cost, a rise of the
availability, and a fact that finds less than is promised (`NeedsLocks`; the operation then tries again, rows locked).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from kontor.inventory.costing import value_correction, value_issue, value_issue_at, value_receipt
from kontor.inventory.types import LevelState, LineRequest, PostingRequest, Short
from kontor.kernel.attempts import NeedsLocks
from kontor.kernel.quantity import QuantityInvalid

MOST_VALUE_MICROS: Final = 10**17
_NOTHING: Final = (0, 0)


class MovementRow(msgspec.Struct, frozen=True):
    """A row of inventory_stockmovement, in the order of its columns."""

    reason_code: int
    on_hand_delta: int
    reserved_delta: int
    unit_cost_micros: int
    value_delta_micros: int
    level_id: int
    lot_id: int | None
    posting_id: int


class LevelChange(msgspec.Struct):
    """What all accepted documents together do to one level, and what must still be true of it when they do.

    `is_fact`: takes what is not there. Only under the lock: without it a fact that was decided as covered must be so,
    or what it oversells would be named by nobody.
    """

    id: int
    label: str
    branch_id: int
    is_fact: bool
    read_average_micros: int
    average_cost_micros: int
    on_hand_delta: int = 0
    reserved_delta: int = 0
    value_delta_micros: int = 0


class Decision(msgspec.Struct, frozen=True):
    """Refused with `shorts`, or accepted; `oversold` is what a fact took beyond what was available."""

    shorts: tuple[Short, ...] = ()
    oversold: tuple[Short, ...] = ()

    @property
    def is_accepted(self) -> bool:
        return not self.shorts


Posted = tuple[int, PostingRequest, Decision]
"""An accepted document: its posting's id, what was asked, what was decided."""


class StockBook:
    """The levels one batch may touch. `post` decides a document and, if accepted, takes its goods from the book."""

    def __init__(self, levels: Iterable[LevelState], *, is_locked: bool) -> None:
        self._levels: dict[tuple[int, int], LevelState] = {}
        self.learn(levels)
        self._is_locked = is_locked
        self._changes: dict[int, LevelChange] = {}
        self.movements: list[MovementRow] = []

    def learn(self, levels: Iterable[LevelState]) -> None:
        """Levels that no document before touched."""
        for level in levels:
            self._levels[level.location_id, level.sku_id] = level

    def level(self, location_id: int, sku_id: int) -> LevelState | None:
        return self._levels.get((location_id, sku_id))

    def new_movements(self) -> list[MovementRow]:
        """Those since this was asked last, each once."""
        movements, self.movements = self.movements, []
        return movements

    def changes(self) -> list[LevelChange]:
        """One change a level, by ascending id, so that two batches cannot deadlock."""
        return sorted(self._changes.values(), key=lambda change: change.id)

    def post(self, request: PostingRequest, *, posting_id: int) -> Decision:
        """Decide one document; nothing of a refused one is taken."""
        if not self._is_locked and self._only_holds_locked(request):
            raise NeedsLocks
        short = self._shorts(request.lines)
        if short and not request.is_fact:
            return Decision(shorts=short)
        oversold = self._oversold(request.lines) if request.is_fact else ()
        if oversold and not self._is_locked:
            raise NeedsLocks
        self._check_values(request.lines)
        for line in request.lines:
            self._move(line, posting_id, is_fact=request.is_fact)
        return Decision(oversold=oversold)

    def _check_values(self, lines: Sequence[LineRequest]) -> None:
        """Before anything is taken, so that a document refused for this leaves the book as it was."""
        for line in lines:
            if not line.on_hand_delta and line.corrected_cost_micros is None:
                continue
            level = self._levels[line.location_id, line.sku_id]
            cost = level.average_cost_micros if line.unit_cost_micros is None else line.unit_cost_micros
            corrected = 0 if line.corrected_cost_micros is None else level.on_hand * line.corrected_cost_micros
            if abs(line.on_hand_delta) * cost > MOST_VALUE_MICROS or corrected > MOST_VALUE_MICROS:
                raise QuantityInvalid(f"{level.sku_code}: this is worth more than Kontor counts in one line.")

    def _only_holds_locked(self, request: PostingRequest) -> bool:
        """Goods that come in, or leave at a cost of their own, change the average cost. A rise of the availability
        must see the alerts it resolves, also one opened by whom it waited for. A fact may meet a level that is not
        there yet."""
        for line in request.lines:
            if line.on_hand_delta > 0 or (line.on_hand_delta and line.unit_cost_micros is not None):
                return True
            if line.on_hand_delta > line.reserved_delta or line.corrected_cost_micros is not None:
                return True
        return request.is_fact and any((line.location_id, line.sku_id) not in self._levels for line in request.lines)

    def _shorts(self, lines: Sequence[LineRequest]) -> tuple[Short, ...]:
        """Demand is summed per level first: two lines of one SKU must not pass alone."""
        shorts = []
        for (location_id, sku_id), (on_hand_delta, reserved_delta) in _summed(lines).items():
            level = self._levels.get((location_id, sku_id))
            available, on_hand = (level.available, level.on_hand) if level else (0, 0)
            takes = reserved_delta - on_hand_delta
            if (takes > 0 and takes > available) or (on_hand_delta < 0 and on_hand + on_hand_delta < 0):
                code = level.sku_code if level else ""
                requested = takes if takes > 0 else -on_hand_delta
                shorts.append(Short(sku_id, code, location_id, requested, max(0, min(available, on_hand))))
        return tuple(shorts)

    def _oversold(self, lines: Sequence[LineRequest]) -> tuple[Short, ...]:
        found = []
        for (location_id, sku_id), (on_hand_delta, reserved_delta) in _summed(lines).items():
            level = self._levels[location_id, sku_id]
            takes = reserved_delta - on_hand_delta
            if takes > 0 and takes > level.available:
                found.append(Short(sku_id, level.sku_code, location_id, takes, level.available))
        return tuple(found)

    def _move(self, line: LineRequest, posting_id: int, *, is_fact: bool) -> None:
        level = self._levels[line.location_id, line.sku_id]
        change = self._change(level, is_fact=is_fact and self._is_locked)
        unit_cost = value_delta = variance = 0
        if line.on_hand_delta or line.corrected_cost_micros is not None:
            unit_cost, value_delta, average, variance = self._valued(level, line)
            change.average_cost_micros = level.average_cost_micros = average
        level.on_hand += line.on_hand_delta
        level.reserved += line.reserved_delta
        level.value_micros += value_delta + variance
        change.on_hand_delta += line.on_hand_delta
        change.reserved_delta += line.reserved_delta
        change.value_delta_micros += value_delta + variance
        deltas = (line.on_hand_delta, line.reserved_delta, unit_cost, value_delta)
        if line.corrected_cost_micros is None:
            self.movements.append(MovementRow(line.reason_code, *deltas, level.id, line.lot_id, posting_id))
        if variance:
            self.movements.append(MovementRow(line.reason_code, 0, 0, 0, variance, level.id, None, posting_id))

    def _valued(self, level: LevelState, line: LineRequest) -> tuple[int, int, int, int]:
        average = level.average_cost_micros
        if line.corrected_cost_micros is not None:
            return value_correction(
                on_hand=level.on_hand, value_micros=level.value_micros, unit_cost_micros=line.corrected_cost_micros
            )
        cost = average if line.unit_cost_micros is None else line.unit_cost_micros
        if line.on_hand_delta < 0 and line.unit_cost_micros is None:
            return value_issue(quantity=-line.on_hand_delta, average_cost_micros=average)
        if line.on_hand_delta < 0:
            return value_issue_at(
                on_hand=level.on_hand,
                value_micros=level.value_micros,
                quantity=-line.on_hand_delta,
                unit_cost_micros=cost,
                average_cost_micros=average,
            )
        return value_receipt(
            on_hand=level.on_hand, value_micros=level.value_micros, quantity=line.on_hand_delta, unit_cost_micros=cost
        )

    def _change(self, level: LevelState, *, is_fact: bool) -> LevelChange:
        change = self._changes.get(level.id)
        if change is None:
            average = level.average_cost_micros
            change = LevelChange(level.id, level.sku_code, level.branch_id, is_fact, average, average)
            self._changes[level.id] = change
        change.is_fact |= is_fact
        return change


def _summed(lines: Sequence[LineRequest]) -> dict[tuple[int, int], tuple[int, int]]:
    sums: dict[tuple[int, int], tuple[int, int]] = {}
    for line in lines:
        level = line.location_id, line.sku_id
        on_hand, reserved = sums.get(level, _NOTHING)
        sums[level] = (on_hand + line.on_hand_delta, reserved + line.reserved_delta)
    return sums
