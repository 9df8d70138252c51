"""Ten hot SKUs and the clients that want them: shared by the races on both databases; runs as a program to seed one."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections import Counter
from typing import Final

import msgspec

from kontor.bench.load_client import LoadClient

SKUS: Final = [f"HOT{number}" for number in range(10)]
STOCK: Final = 150


class Seeded(msgspec.Struct, frozen=True):
    """Where to buy, and the key to do it with."""

    location: str
    key: str


def seed() -> Seeded:
    """A location with STOCK of every hot SKU, and an owner's key."""
    from tests.people import make_key, make_user
    from tests.world import make_world

    world = make_world()
    for code in SKUS:
        world.sku(code)
        world.receive(code, STOCK)
    world.customer("C1")
    return Seeded(world.location.code, make_key(make_user("owner", branches=(world.branch,))))


async def storm(port: int, seeded: Seeded, clients: int) -> Counter[str]:
    """What all clients were answered, by status and code."""
    answers: Counter[str] = Counter()
    opened = [LoadClient("127.0.0.1", port, headers={"authorization": f"Bearer {seeded.key}"}) for _ in range(clients)]
    await asyncio.gather(*(_buy_until_empty(client, seeded, n, answers) for n, client in enumerate(opened)))
    for client in opened:
        client.close()
    return answers


async def _buy_until_empty(client: LoadClient, seeded: Seeded, number: int, answers: Counter[str]) -> None:
    """Three lines in random order, up to three units each; a SKU that is short is asked for singly, then given up."""
    chance = random.Random(number)
    most = dict.fromkeys(SKUS, 3)
    while most:
        wanted = chance.sample(sorted(most), min(3, len(most)))
        body = {
            "location": seeded.location,
            "customer": "C1",
            "confirm": True,
            "lines": [{"sku": sku, "quantity": chance.randint(1, most[sku])} for sku in wanted],
        }
        reply = await client.request(
            "POST", "/api/v1/sales-orders", msgspec.json.encode(body), {"idempotency-key": uuid.uuid4().hex}
        )
        answer = msgspec.json.decode(reply.body)
        answers[f"{reply.status} {answer.get('code', 'placed')}"] += 1
        if reply.status not in (201, 409):
            return  # the test says what came; asking again would not end
        for short in answer.get("details", []):
            if most.pop(short["product"]) > 1:
                most[short["product"]] = 1


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    print(msgspec.json.encode(seed()).decode())
