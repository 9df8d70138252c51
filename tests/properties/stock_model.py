"""The stock ledger once more, as simply as it can be said: what every step must do, in plain Python."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

Pair = tuple[str, str]  # location, SKU
Moves = list[tuple[Pair, int]]


@dataclass
class Level:
    on_hand: int = 0
    reserved: int = 0

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


@dataclass
class Reservation:
    pair: Pair
    open: int


@dataclass
class OnItsWay:
    """A transfer of one line."""

    id: int
    to: str
    sku: str
    open: int


@dataclass
class Document:
    """A posting that may be taken back."""

    id: int
    moves: Moves
    is_reversed: bool = False


@dataclass
class Move:
    pair: Pair
    delta: int
    occurred_at: datetime
    recorded_at: datetime


@dataclass
class StockModel:
    levels: defaultdict[Pair, Level] = field(default_factory=lambda: defaultdict(Level))
    reservations: list[Reservation] = field(default_factory=list)
    on_their_way: list[OnItsWay] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    reorder_points: dict[Pair, int] = field(default_factory=dict)
    history: list[Move] = field(default_factory=list)

    def may_take(self, pair: Pair, quantity: int) -> bool:
        """A promise: neither more than is free nor more than is there."""
        level = self.levels[pair]
        return quantity <= level.available and quantity <= level.on_hand

    def may_ship(self, reservation: Reservation, quantity: int) -> bool:
        """What was promised is free for whom it was promised, but it must be there."""
        return quantity <= self.levels[reservation.pair].on_hand

    def may_reverse(self, document: Document) -> bool:
        return all(delta < 0 or self.may_take(pair, delta) for pair, delta in document.moves)

    def move(self, moves: Moves, occurred_at: datetime, recorded_at: datetime) -> None:
        for pair, delta in moves:
            self.levels[pair].on_hand += delta
            self.history.append(Move(pair, delta, occurred_at, recorded_at))

    def reserved(self) -> dict[Pair, int]:
        sums: defaultdict[Pair, int] = defaultdict(int)
        for reservation in self.reservations:
            sums[reservation.pair] += reservation.open
        return {pair: quantity for pair, quantity in sums.items() if quantity}

    def in_transit(self) -> dict[str, int]:
        sums: defaultdict[str, int] = defaultdict(int)
        for transfer in self.on_their_way:
            sums[transfer.sku] += transfer.open
        return {sku: quantity for sku, quantity in sums.items() if quantity}

    def low(self) -> set[Pair]:
        return {pair for pair, point in self.reorder_points.items() if self.levels[pair].available <= point}

    def oversold(self) -> set[Pair]:
        return {pair for pair, level in self.levels.items() if level.available < 0}

    def known(self, at: datetime) -> dict[Pair, int]:
        return _summed([move for move in self.history if move.recorded_at <= at])

    def believed(self, at: datetime) -> dict[Pair, int]:
        return _summed([move for move in self.history if move.occurred_at <= at])


def _summed(moves: list[Move]) -> dict[Pair, int]:
    sums: defaultdict[Pair, int] = defaultdict(int)
    for move in moves:
        sums[move.pair] += move.delta
    return {pair: quantity for pair, quantity in sums.items() if quantity}
