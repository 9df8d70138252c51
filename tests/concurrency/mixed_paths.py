"""Everything that moves stock, as small steps a hand takes at random; runs as a program to seed a database.

A module that brings a new way to move stock adds its step here and to PATHS: the one storm then runs it with all
others. A promise takes at most MOST_PROMISED of a SKU at once, a fact more, so that the witness tells them apart.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from statistics import quantiles
from typing import Any, Final

import msgspec

from tests.concurrency.hand import Hand, content, until

SKUS: Final = [f"HOT{number}" for number in range(10)]
STOCK: Final = 30
MOST_PROMISED: Final = 4
CORRECTED: Final = 5
BROKEN: Final = 7


class Shop(msgspec.Struct, frozen=True):
    """Two locations that send each other goods, and an owner's key."""

    store: str
    counter: str
    key: str


class Floor(msgspec.Struct):
    """What the hands know together: the newest orders and transfers, which everybody may take a step with."""

    shop: Shop
    orders: deque[int] = msgspec.field(default_factory=lambda: deque(maxlen=100))
    transfers: deque[int] = msgspec.field(default_factory=lambda: deque(maxlen=30))


Path = Callable[[Hand, Floor], Awaitable[Any]]


def goods(hand: Hand, most_lines: int, most: int) -> list[dict[str, Any]]:
    """Lines of different hot SKUs, in any order."""
    wanted = hand.chance.sample(SKUS, hand.chance.randint(1, most_lines))
    return [{"sku": sku, "quantity": hand.chance.randint(1, most)} for sku in wanted]


async def _place(hand: Hand, floor: Floor, **extra: Any) -> None:
    body = {"location": floor.shop.store, "customer": "C1", "lines": goods(hand, 3, 3), **extra}
    reply = await hand.send("POST", "sales-orders", body)
    if reply.status == 201:
        floor.orders.append(content(reply)["id"])


async def order_with_confirm(hand: Hand, floor: Floor) -> None:
    await _place(hand, floor, confirm=True)


async def order_what_is_there(hand: Hand, floor: Floor) -> None:
    await _place(hand, floor, confirm=True, when_short="backorder")


async def draft(hand: Hand, floor: Floor) -> None:
    await _place(hand, floor)


async def _step(hand: Hand, floor: Floor, step: str, body: Any = None) -> None:
    """A step with an order that somebody else may be taking another step with."""
    if floor.orders:
        await hand.send("POST", f"sales-orders/{hand.chance.choice(floor.orders)}/{step}", body)


async def confirm(hand: Hand, floor: Floor) -> None:
    await _step(hand, floor, "confirm")


async def ship(hand: Hand, floor: Floor) -> None:
    await _step(hand, floor, "ship")


async def cancel(hand: Hand, floor: Floor) -> None:
    await _step(hand, floor, "cancel", {"reason": "changed their mind"})


async def ship_a_part(hand: Hand, floor: Floor) -> None:
    """One unit of the first line that has one ready."""
    if not floor.orders:
        return
    order_id = hand.chance.choice(floor.orders)
    seen = content(await hand.send("GET", f"sales-orders/{order_id}"))
    ready = [line["position"] for line in seen["lines"] if line["reserved_base"]]
    if ready:
        body = {"lines": [{"position": ready[0], "quantity_base": 1}]}
        await hand.send("POST", f"sales-orders/{order_id}/ship", body)


async def amend(hand: Hand, floor: Floor) -> None:
    """Another quantity of a line, based on the version that was read."""
    if not floor.orders:
        return
    order_id = hand.chance.choice(floor.orders)
    reply = await hand.send("GET", f"sales-orders/{order_id}")
    position = hand.chance.choice(content(reply)["lines"])["position"]
    body = {"lines": [{"position": position, "quantity": hand.chance.randint(1, MOST_PROMISED)}]}
    await hand.send("PATCH", f"sales-orders/{order_id}", body, {"if-match": reply.headers["etag"]})


async def counter_sale(hand: Hand, floor: Floor) -> None:
    place = hand.chance.choice([floor.shop.store, floor.shop.counter])
    await hand.send("POST", "sales-orders", {"location": place, "counter_sale": True, "lines": goods(hand, 2, 2)})


async def bring_back(hand: Hand, floor: Floor) -> None:
    """One unit of something sold over the counter: it comes back as it was sold."""
    sale = {"location": floor.shop.counter, "counter_sale": True, "lines": goods(hand, 1, 1)}
    reply = await hand.send("POST", "sales-orders", sale)
    if reply.status == 201:
        lines = [{"position": 1, "quantity": 1}]
        back = {"location": floor.shop.counter, "reason": "no use", "order_id": content(reply)["id"], "lines": lines}
        await hand.send("POST", "sales-reversals", back)


async def send_transfer(hand: Hand, floor: Floor) -> None:
    places = [floor.shop.store, floor.shop.counter]
    hand.chance.shuffle(places)
    body = {"from_location": places[0], "to_location": places[1], "lines": goods(hand, 3, MOST_PROMISED)}
    reply = await hand.send("POST", "stock-transfers", body)
    if reply.status == 201:
        floor.transfers.append(content(reply)["id"])


async def receive_transfer(hand: Hand, floor: Floor) -> None:
    """All of it, or one unit of each line: somebody else may be receiving the same one."""
    if not floor.transfers:
        return
    transfer_id, body = hand.chance.choice(floor.transfers), {}
    if hand.chance.random() < 0.5:
        seen = content(await hand.send("GET", f"stock-transfers/{transfer_id}"))
        open_lines = [line["position"] for line in seen["lines"] if line["in_transit_base"] > 1]
        body = {"lines": [{"position": position, "quantity_base": 1} for position in open_lines]}
    if body != {"lines": []}:
        await hand.send("POST", f"stock-transfers/{transfer_id}/receive", body)


async def correct(hand: Hand, floor: Floor) -> None:
    quantity = hand.chance.choice([CORRECTED, -CORRECTED])
    lines = [{"sku": sku, "quantity": quantity, "reason": "counted"} for sku in hand.chance.sample(SKUS, 2)]
    await hand.send("POST", "stock-adjustments", {"location": floor.shop.store, "note": "counted", "lines": lines})


async def find_broken(hand: Hand, floor: Floor) -> None:
    lines = [{"sku": hand.chance.choice(SKUS), "quantity": BROKEN}]
    await hand.send("POST", "stock-disposals", {"location": floor.shop.store, "lines": lines})


async def take_in(hand: Hand, floor: Floor) -> None:
    """Goods arrive at another cost each time: the average they are valued at moves under everybody's feet."""
    cost = f"{hand.chance.randint(400, 600) / 100:.2f}"
    lines = [{"sku": sku, "quantity": 6, "unit_cost": cost} for sku in hand.chance.sample(SKUS, 2)]
    await hand.send("POST", "stock-receipts", {"location": floor.shop.store, "lines": lines})


async def put_in(hand: Hand, floor: Floor) -> None:
    """Opening stock: the first one counts, everybody else's is refused row by row."""
    row = {"location": floor.shop.counter, "sku": hand.chance.choice(SKUS), "unit_cost": "2"}
    await hand.send("POST", "stock/put", {"items": [{**row, "quantity": hand.chance.randint(1, 20)}]})


async def correct_cost(hand: Hand, floor: Floor) -> None:
    lines = [{"sku": hand.chance.choice(SKUS), "unit_cost": str(hand.chance.randint(1, 9))}]
    body = {"location": floor.shop.store, "lines": lines, "note": "freight"}
    await hand.send("POST", "stock-cost-corrections", body)


PATHS: Final[tuple[Path, ...]] = (
    order_with_confirm,
    order_what_is_there,
    draft,
    confirm,
    ship,
    ship_a_part,
    cancel,
    amend,
    counter_sale,
    bring_back,
    send_transfer,
    receive_transfer,
    correct,
    find_broken,
    take_in,
    put_in,
    correct_cost,
)


class Outcome(msgspec.Struct):
    """How often each path was taken, what came back, and how long 99 of 100 answers took at most."""

    taken: Counter[str]
    answers: Counter[str]
    p99_seconds: float


async def storm(port: int, shop: Shop, *, clients: int, seconds: float) -> Outcome:
    """Let all clients take paths at random for `seconds`."""
    outcome, floor, deadline = Outcome(Counter(), Counter(), 0.0), Floor(shop), until(seconds)
    hands = [Hand(port, shop.key, number=number, answers=outcome.answers) for number in range(clients)]

    async def keep_going(hand: Hand) -> None:
        while deadline.is_open():
            path = hand.chance.choice(PATHS)
            await path(hand, floor)
            outcome.taken[path.__name__] += 1
        hand.close()

    await asyncio.gather(*(keep_going(hand) for hand in hands))
    outcome.p99_seconds = quantiles((seconds for hand in hands for seconds in hand.seconds), n=100)[98]
    return outcome


def seed() -> Shop:
    """STOCK of every hot SKU in the store, none at the counter, and what may be low at once."""
    from kontor.inventory.models import StockLevel
    from tests.people import make_key, make_user
    from tests.world import make_world

    world = make_world()
    for code in SKUS:
        world.sku(code)
        world.receive(code, STOCK)
    StockLevel.objects.update(reorder_point=10)
    world.customer("C1")
    counter = world.another_location("COUNTER", kind="warehouse")
    return Shop(world.location.code, counter.code, make_key(make_user("owner", branches=(world.branch,))))


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    print(msgspec.json.encode(seed()).decode())
