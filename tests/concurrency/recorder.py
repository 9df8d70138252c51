"""Clients that write down what they did and saw, for the checker of histories; runs as a program to seed a database.

All of them use one clock.
"""

from __future__ import annotations

import time
from typing import Any, Final

import msgspec

from kontor.bench.load_client import Reply
from tests.concurrency.hand import Deadline, Hand, content
from tests.concurrency.history import Call, Edit, Snapshot

COUNTED: Final = ("COUNT0", "COUNT1", "COUNT2")
BANKED: Final = ("BANK0", "BANK1")
COUNTED_AT_FIRST: Final = dict.fromkeys(COUNTED, 10)
BANKED_IN_ALL: Final = dict.fromkeys(BANKED, 100)


class Places(msgspec.Struct, frozen=True):
    """Two locations, and an owner's key."""

    store: str
    shop: str
    key: str


class Written(msgspec.Struct):
    """The history of one storm."""

    calls: list[Call] = []
    snapshots: list[Snapshot] = []
    added_up: list[Snapshot] = []
    edits: list[Edit] = []


class Recorder:
    """A hand with a pen, working between a store and a shop."""

    def __init__(self, hand: Hand, written: Written, store: str, shop: str) -> None:
        self._hand, self._written, self._store, self._shop = hand, written, store, shop
        self._promised: list[tuple[int, dict[str, int]]] = []
        self._began = self._ended = 0.0

    async def _send(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        self._began = time.monotonic()
        reply = await self._hand.send(
            method, path, body, {name.replace("_", "-"): value for name, value in headers.items()}
        )
        self._ended = time.monotonic()
        return reply

    # --- a counter per SKU: what is available in the store -------------------------------------------------------

    async def keep_counting(self, deadline: Deadline) -> None:
        steps = [self._look, self._order, self._order, self._sell, self._take_in, self._cancel]
        while deadline.is_open():
            await self._hand.chance.choice(steps)()

    async def _look(self) -> None:
        await self.look(self._hand.chance.choice(COUNTED))

    async def look(self, sku: str) -> None:
        (level,) = content(await self._send("GET", f"stock?sku={sku}&location={self._store}"))["items"]
        self._note(sku, seen=level["available"])

    async def _order(self) -> None:
        await self._take(confirm=True)

    async def _sell(self) -> None:
        await self._take(counter_sale=True)

    async def _take(self, **extra: Any) -> None:
        chance = self._hand.chance
        wanted = {sku: chance.randint(1, 3) for sku in chance.sample(COUNTED, chance.randint(1, 2))}
        lines = [{"sku": sku, "quantity": quantity} for sku, quantity in wanted.items()]
        body = {"location": self._store, "customer": "C1", "lines": lines, **extra}
        reply = await self._send("POST", "sales-orders", body)
        answer = content(reply)
        if reply.status == 201:
            for sku, quantity in wanted.items():
                self._note(sku, delta=-quantity)
            if "confirm" in extra:
                self._promised.append((answer["id"], wanted))
        for short in answer.get("details", []):
            self._note(short["product"], seen=short["available"], below=wanted[short["product"]])

    async def _take_in(self) -> None:
        sku, quantity = self._hand.chance.choice(COUNTED), self._hand.chance.randint(1, 4)
        lines = [{"sku": sku, "quantity": quantity, "unit_cost": "2.00"}]
        reply = await self._send("POST", "stock-receipts", {"location": self._store, "lines": lines})
        if reply.status == 201:
            self._note(sku, delta=quantity)

    async def _cancel(self) -> None:
        if not self._promised:
            return
        order_id, wanted = self._promised.pop(0)
        reply = await self._send("POST", f"sales-orders/{order_id}/cancel", {"reason": "changed their mind"})
        if reply.status == 200:
            for sku, quantity in wanted.items():
                self._note(sku, delta=quantity)

    def _note(self, sku: str, **did: int) -> None:
        self._written.calls.append(Call(subject=sku, started=self._began, ended=self._ended, text=str(did), **did))

    # --- a bank per SKU: what is in all places, the way between them included ------------------------------------

    async def keep_moving(self, deadline: Deadline) -> None:
        while deadline.is_open():
            places = [self._store, self._shop]
            self._hand.chance.shuffle(places)
            lines = [{"sku": sku, "quantity": self._hand.chance.randint(1, 5)} for sku in BANKED]
            body = {"from_location": places[0], "to_location": places[1], "lines": lines}
            reply = await self._send("POST", "stock-transfers", body)
            if reply.status == 201:
                await self._send("POST", f"stock-transfers/{content(reply)['id']}/receive")

    async def keep_adding_up(self, deadline: Deadline) -> None:
        """All places in one answer, and then place by place: the second is what a snapshot must not look like."""
        while deadline.is_open():
            sku = self._hand.chance.choice(BANKED)
            seen = content(await self._send("GET", f"stock/{sku}"))["locations"]
            places = {level["location"]: level["on_hand"] for level in seen}
            self._written.snapshots.append(Snapshot(sku, self._began, self._ended, places))
            began = self._began
            one_by_one = {place: await self._on_hand(sku, place) for place in places}
            self._written.added_up.append(Snapshot(sku, began, self._ended, one_by_one))

    async def _on_hand(self, sku: str, place: str) -> int:
        (level,) = content(await self._send("GET", f"stock?sku={sku}&location={place}"))["items"]
        return int(level["on_hand"])

    # --- edits of one order: each sets the quantity to one more than it read --------------------------------------

    async def keep_editing(self, order_id: int, deadline: Deadline) -> None:
        while deadline.is_open():
            began, (version, value) = time.monotonic(), await self.read_order(order_id)
            body = {"lines": [{"position": 1, "quantity": value + 1}]}
            reply = await self._send("PATCH", f"sales-orders/{order_id}", body, if_match=f'"{version}"')
            if reply.status == 200:
                self._written.edits.append(Edit(str(order_id), began, self._ended, version, value))

    async def read_order(self, order_id: int) -> tuple[int, int]:
        """Its version, and the quantity of its first line."""
        seen = content(await self._send("GET", f"sales-orders/{order_id}"))
        return seen["version"], int(seen["lines"][0]["quantity_base"])


def seed() -> Places:
    """What is counted, banked and edited, all of it in the store."""
    from tests.people import make_key, make_user
    from tests.world import make_world

    world = make_world()
    for code, units in (COUNTED_AT_FIRST | BANKED_IN_ALL | {"EDITED": 1}).items():
        world.sku(code)
        world.receive(code, units)
    world.customer("C1")
    shop = world.another_location("SHOP")
    return Places(world.location.code, shop.code, make_key(make_user("owner", branches=(world.branch,))))


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    print(msgspec.json.encode(seed()).decode())
