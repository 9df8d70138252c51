"""Three weeks of orders, planned before anything is posted: the same for the same size. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

import msgspec

from kontor.demo.company.buyers import Buyer, counter_buyer, make_buyers
from kontor.demo.company.clock import FIRST_MINUTE, LAST_MINUTE, TODAY, week_of
from kontor.demo.company.goods import DELIVERY, Item, make_items
from kontor.demo.company.places import COUNTERS, DEPOT, ROUTES, SHOPS
from kontor.demo.company.sizes import Size

SEED: Final = 20260302
SOURCE: Final = "demo"

#: Where the orders of 25 come in: the depot, the shops, the van.
_TURN: Final = tuple("DKDCDMDHDKDCDMDVDHDKDCDVD")
_PLACE: Final = {
    "D": DEPOT.code,
    "K": COUNTERS[0],
    "C": COUNTERS[1],
    "M": COUNTERS[2],
    "H": COUNTERS[3],
    "V": COUNTERS[4],
}
_AT_DEPOT: Final = _TURN.count("D")

#: What becomes of the depot's orders, in turn, by how old they are.
_OLD: Final = ("shipped",) * 9 + ("cancelled", "shipped", "shipped")
_RECENT: Final = (
    "shipped", "shipped", "partly", "shipped", "backordered", "shipped", "held", "shipped", "cancelled", "shipped",
    "partly_backordered", "shipped", "shipped", "shipped",
)  # fmt: skip
_LATE: Final = (
    "shipped", "confirmed", "partly", "submitted", "backordered", "confirmed", "held", "cancelled", "confirmed",
    "draft",
)  # fmt: skip
_OF_TODAY: Final = ("draft", "submitted", "confirmed", "submitted", "confirmed")
SHORT_FATES: Final = frozenset({"held", "backordered", "partly_backordered"})
_OVERSOLD_DAY: Final = 19


class PlannedLine(msgspec.Struct, frozen=True):
    """`is_too_much`: `quantity` comes on top of more than there can be. A service has no item."""

    sku: str
    pack: str
    quantity: int
    factor: int
    item: Item | None
    is_too_much: bool = False
    discount_bp: int = 0

    @property
    def base(self) -> int:
        return self.quantity * self.factor if self.item else 0


class PlannedOrder(msgspec.Struct, frozen=True):
    """`fate`: draft, submitted, held, confirmed, backordered, partly, shipped, cancelled or sold at a counter."""

    reference: str
    location: str
    customer: str
    fate: str
    minute: int
    lines: tuple[PlannedLine, ...]
    route: str
    priority: int

    @property
    def takes_goods(self) -> bool:
        """Whether its goods are promised or gone, even if only for a while."""
        return self.fate not in {"draft", "submitted", "held"}


class Trade:
    """Everything that was ordered. `orders_of` plans a day anew at each call, so that a large one needs no memory."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.items = make_items(size.skus)
        self.buyers = make_buyers(size.customers)
        self.assortment = [item for item in self.items[: size.assortment] if not item.is_scarce]
        self._plain = [item for item in self.items if not item.is_scarce]
        self._scarce = [item for item in self.items if item.is_scarce]
        self._of_depot = [buyer for buyer in self.buyers if buyer.channel != "OWN"]

    def orders_of(self, day: int) -> Iterator[PlannedOrder]:
        """The day's orders in the order of the clock."""
        rng = Random(f"{SEED}:{self.size.name}:{day}")
        before = day * self.size.orders_on(0)
        minutes = sorted(rng.randint(FIRST_MINUTE, LAST_MINUTE) for _ in range(self.size.orders_on(day)))
        first_at_shop = True
        for number, minute in enumerate(minutes):
            place = _PLACE[_TURN[(before + number) % len(_TURN)]]
            reference = self.size.reference(day, number)
            if place == DEPOT.code:
                yield self._depot_order(rng, reference, day, before + number, minute)
                continue
            is_oversold = day == _OVERSOLD_DAY and place == SHOPS[0].code and first_at_shop
            first_at_shop = first_at_shop and place != SHOPS[0].code
            yield self._counter_sale(rng, reference, place, minute, is_oversold=is_oversold)

    def _depot_order(self, rng: Random, reference: str, day: int, position: int, minute: int) -> PlannedOrder:
        fate = _fate(day, position)
        buyer = self._of_depot[_skewed(rng, len(self._of_depot))]
        use_scarce = week_of(day) < 2 and fate != "cancelled"
        pool = self.items if use_scarce else self._plain
        chosen = {pool[_skewed(rng, len(pool))].index: None for _ in range(rng.randint(2, 6))}
        lines = [_depot_line(rng, self.items[index], buyer) for index in chosen]
        if fate.startswith("partly"):
            lines[0] = msgspec.structs.replace(lines[0], quantity=max(lines[0].quantity, 2))
        if fate in SHORT_FATES:
            item = self._scarce[position % len(self._scarce)]
            lines.append(PlannedLine(item.code, item.pack, 3, item.factor, item, is_too_much=True))
        if rng.random() < 0.2:
            lines.append(PlannedLine(DELIVERY, "EA", 1, 1, None))
        return PlannedOrder(
            reference=reference,
            location=DEPOT.code,
            customer=buyer.code,
            fate=fate,
            minute=minute,
            lines=tuple(lines),
            route=rng.choice(ROUTES),
            priority=rng.choice((1, 2, 2, 2, 3)),
        )

    def _counter_sale(self, rng: Random, reference: str, place: str, minute: int, *, is_oversold: bool) -> PlannedOrder:
        goods = self.assortment
        chosen = {_skewed(rng, len(goods)): None for _ in range(rng.randint(1, 4))}
        lines = [
            PlannedLine(goods[index].code, "EA", rng.choice((1, 1, 2, 2, 3, 6)), 1, goods[index]) for index in chosen
        ]
        if is_oversold:
            lines = [PlannedLine(goods[0].code, "EA", 6, 1, goods[0], is_too_much=True)]
        return PlannedOrder(reference, place, counter_buyer(place).code, "sold", minute, tuple(lines), "", 2)


def _fate(day: int, position: int) -> str:
    """By the order's turn among those of the depot."""
    turns, rest = divmod(position, len(_TURN))
    nth = turns * _AT_DEPOT + _TURN[:rest].count("D")
    fates: Sequence[str] = _OLD if day < 14 else _RECENT if day < 19 else _LATE if day < TODAY else _OF_TODAY
    return fates[nth % len(fates)]


def _skewed(rng: Random, count: int) -> int:
    """Few are asked for often, most now and then."""
    return int(count * rng.random() ** 2.2)


def _depot_line(rng: Random, item: Item, buyer: Buyer) -> PlannedLine:
    most = 3 if buyer.channel in {"TRADITIONAL", "HORECA"} else 8
    quantity = rng.randint(1, most) * (1 if item.case else 4)
    discount_bp = 200 if rng.random() < 0.04 else 0
    return PlannedLine(item.code, item.pack, quantity, item.factor, item, discount_bp=discount_bp)
