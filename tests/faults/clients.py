"""Clients that retry blindly: after a lost connection or a passing refusal they send the same request again."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections import Counter
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final

import msgspec

from kontor.bench.load_client import ConnectionLost, LoadClient
from tests.faults.books import Intent, Repeated

SKUS: Final = [f"SKU{number}" for number in range(20)]
_PAUSE_SECONDS: Final = 0.05
_PASSING: Final = {502, 503, 504}


class Shop(msgspec.Struct, frozen=True):
    """Where to buy, and the key to do it with."""

    location: str
    key: str


class Traffic:
    """What all clients share: whether to begin another order, what they wanted, and what they were answered.

    `keeps_keys` False: a client that asks again does so under another key, as if it were for the first time.
    """

    def __init__(self, port: int, shop: Shop, *, keeps_keys: bool = True) -> None:
        self.port, self.shop, self.keeps_keys = port, shop, keeps_keys
        self.intents: list[Intent] = []
        self.repeated: list[Repeated] = []
        self.acknowledged = 0
        self.answers: Counter[str] = Counter()
        self.is_open = True

    async def run(self, number: int, seed: int) -> None:
        """One client: an order after the other, until the traffic is closed."""
        chance = random.Random(f"{seed} {number}")
        headers = {"authorization": f"Bearer {self.shop.key}"}
        async with LoadClient("127.0.0.1", self.port, headers=headers) as client:
            while self.is_open:
                await self._one_order(client, chance)

    async def _one_order(self, client: LoadClient, chance: random.Random) -> None:
        lines = [{"sku": sku, "quantity": chance.randint(1, 3)} for sku in chance.sample(SKUS, chance.randint(1, 3))]
        first_step = "sell" if chance.random() < 0.3 else "place"
        intent = Intent(uuid.UUID(int=chance.getrandbits(128)).hex, len(lines), first_step)
        self.intents.append(intent)
        body = {"location": self.shop.location, "lines": lines, "route": intent.mark}
        if first_step == "sell":
            await self._step(client, intent, "sell", "sales-orders", {**body, "counter_sale": True})
            return
        order_id = await self._step(client, intent, "place", "sales-orders", {**body, "customer": "C1"})
        if order_id is None or not await self._step(client, intent, "confirm", f"sales-orders/{order_id}/confirm"):
            return
        if chance.random() < 0.7:
            await self._step(client, intent, "ship", f"sales-orders/{order_id}/ship")
        else:
            await self._step(client, intent, "cancel", f"sales-orders/{order_id}/cancel", {"reason": "too late"})

    async def _step(
        self, client: LoadClient, intent: Intent, step: str, path: str, body: dict[str, Any] | None = None
    ) -> int | None:
        """The order's id once the step is acknowledged; None where it was refused."""
        data = msgspec.json.encode(body) if body else b""
        for attempt in count():
            key = f"{intent.mark}-{step}" if self.keeps_keys else f"{intent.mark}-{step}-{attempt}"
            sent_at = datetime.now(UTC)
            try:
                reply = await client.request("POST", f"/api/v1/{path}", data, {"idempotency-key": key})
            except ConnectionLost:
                self.answers["connection lost"] += 1
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            answer = msgspec.json.decode(reply.body) if reply.body else {}
            if reply.status < 300:
                self.answers[f"{reply.status} {step}"] += 1
                self.acknowledged += 1
                intent.acknowledged.append(step)
                if attempt:
                    self.repeated.append(Repeated(key, sent_at, answer["id"]))
                return int(answer["id"])
            self.answers[f"{reply.status} {answer.get('code')}"] += 1
            if reply.status not in _PASSING and answer.get("code") != "busy":
                break
            await asyncio.sleep(_PAUSE_SECONDS)
        return None


def seed() -> Shop:
    """A location with goods for every client, and an owner's key."""
    from tests.people import make_key, make_user
    from tests.world import make_world

    world = make_world()
    for code in SKUS:
        world.sku(code)
        world.receive(code, 1_000_000)
    world.customer("C1")
    return Shop(world.location.code, make_key(make_user("owner", branches=(world.branch,))))


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    print(msgspec.json.encode(seed()).decode())
