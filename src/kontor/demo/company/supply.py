"""What must be delivered so that the planned trade has its goods, and where it shall not. Pure; base units."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

import msgspec

from kontor.demo.company.clock import TODAY, WEEKS, week_of
from kontor.demo.company.goods import Item
from kontor.demo.company.places import COUNTERS, DEPOT, VAN
from kontor.demo.company.trade import PlannedLine, Trade
from kontor.inventory.schemas import ReorderPoint

_SAFETY_PACKS: Final = 6
_SAFETY_PIECES: Final = 24
_DELIVERY_LINES: Final = 1_000


class Delivery(msgspec.Struct, frozen=True):
    """Goods of one supplier, or of the opening of a shop: item and pieces."""

    supplier: str
    lines: list[tuple[Item, int]]


class Supply:
    """Weekly deliveries and transfers: what the week sells, plus a safety stock at the start.

    The scarce items' last delivery to the depot has not come, so their orders go short.
    """

    def __init__(self, trade: Trade) -> None:
        self.trade = trade
        self._sold: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
        for day in range(TODAY + 1):
            for order in trade.orders_of(day):
                if order.takes_goods:
                    counter = self._sold[order.location, week_of(day)]
                    for line in order.lines:
                        if line.item is not None and not line.is_too_much:
                            counter[line.item.index] += line.base
        for week in range(WEEKS):
            for counter_code in COUNTERS:
                self._sold[DEPOT.code, week].update(self._sold[counter_code, week])

    def safety(self, location: str, item: Item) -> int:
        """What stays when everything planned is sold."""
        most = max(self._sold[location, week][item.index] for week in range(WEEKS))
        if location != DEPOT.code:
            return max(_SAFETY_PIECES, most // 5)
        return _whole_packs(item, max(_SAFETY_PACKS * (item.case or 4), most // 5))

    def deliveries(self, week: int) -> Iterator[Delivery]:
        """To the depot, by supplier, in whole packs."""
        by_supplier: dict[str, list[tuple[Item, int]]] = {}
        for item in self.trade.items:
            base = self._sold[DEPOT.code, week][item.index]
            if week == WEEKS - 1 and item.is_scarce:
                continue
            if week == 0:
                base += self.safety(DEPOT.code, item)
            if base:
                by_supplier.setdefault(item.supplier, []).append((item, _whole_packs(item, base)))
        for supplier, lines in sorted(by_supplier.items()):
            for start in range(0, len(lines), _DELIVERY_LINES):
                yield Delivery(supplier, lines[start : start + _DELIVERY_LINES])

    def opening(self, location: str) -> list[tuple[Item, int]]:
        """A shop's safety stock, which it begins with."""
        return [(item, self.safety(location, item)) for item in self.trade.assortment]

    def transfers(self, week: int) -> Iterator[tuple[str, list[tuple[Item, int]]]]:
        """From the depot to each counter: what it will sell in the week."""
        for location in COUNTERS:
            sold = self._sold[location, week]
            lines = [(item, sold[item.index]) for item in self.trade.assortment if sold[item.index]]
            if lines:
                yield location, lines

    def reorder_points(self) -> list[ReorderPoint]:
        """A quarter of the safety stock; nothing that was delivered as planned falls below."""
        return [
            ReorderPoint(
                location=location,
                sku=item.code,
                reorder_point_base=self.safety(location, item) // 4,
                reorder_quantity_base=_whole_packs(item, self.safety(location, item)),
            )
            for location in (DEPOT.code, *(code for code in COUNTERS if code != VAN))
            for item in (self.trade.items if location == DEPOT.code else self.trade.assortment)
        ]

    def quantity(self, location: str, line: PlannedLine) -> int:
        """How many packs a planned line asks for; one that is too much exceeds all that can be there."""
        if not line.is_too_much:
            return line.quantity
        assert line.item is not None
        base = self.safety(location, line.item)
        if location != DEPOT.code:
            base += self._sold[location, WEEKS - 1][line.item.index]
        return -(-base // line.factor) + line.quantity


def _whole_packs(item: Item, base: int) -> int:
    """At least `base`, in whole packs."""
    return -(-base // item.factor) * item.factor
