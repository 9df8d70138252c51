"""Many clients want the same few goods, over HTTP, until there are none left."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from django.db import connection

from kontor.bench.load_client import LoadClient
from kontor.inventory.models import StockLevel
from kontor.sales.models import OrderLine
from tests.concurrency.servers import APPLICATION, running_server
from tests.people import make_key, make_user
from tests.world import World, assert_ledger_proves_levels, make_world

pytestmark = pytest.mark.postgres
CLIENTS = 64
SKUS = [f"HOT{number}" for number in range(10)]
STOCK = 150


@pytest.fixture
def world(race_database: str) -> World:
    world = make_world()
    for code in SKUS:
        world.sku(code)
        world.receive(code, STOCK)
    world.customer("C1")
    return world


def database_url() -> str:
    settings = connection.settings_dict
    password = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    host = str(settings["HOST"])
    if host.startswith("/"):
        return f"postgresql://{settings['USER']}{password}@/{settings['NAME']}?host={host}"
    return f"postgresql://{settings['USER']}{password}@{host}:{settings['PORT'] or 5432}/{settings['NAME']}"


async def buy_until_empty(client: LoadClient, world: World, seed: int, answers: Counter[str]) -> None:
    """Three lines in random order, up to three units each; a SKU that is short is asked for singly, then given up."""
    chance = random.Random(seed)
    most = dict.fromkeys(SKUS, 3)
    while most:
        wanted = chance.sample(sorted(most), min(3, len(most)))
        body = {
            "location": world.location.code,
            "customer": "C1",
            "confirm": True,
            "lines": [{"sku": sku, "quantity": chance.randint(1, most[sku])} for sku in wanted],
        }
        reply = await client.request(
            "POST", "/api/v1/sales-orders", msgspec.json.encode(body), {"idempotency-key": uuid.uuid4().hex}
        )
        answer = msgspec.json.decode(reply.body)
        answers[f"{reply.status} {answer.get('code', 'placed')}"] += 1
        for short in answer.get("details", []):
            if most.pop(short["product"]) > 1:
                most[short["product"]] = 1


async def storm(port: int, key: str, world: World) -> Counter[str]:
    answers: Counter[str] = Counter()
    clients = [LoadClient("127.0.0.1", port, headers={"authorization": f"Bearer {key}"}) for _ in range(CLIENTS)]
    await asyncio.gather(*(buy_until_empty(client, world, seed, answers) for seed, client in enumerate(clients)))
    for client in clients:
        client.close()
    return answers


def run_storm(world: World, data: Path, application: str = APPLICATION) -> Counter[str]:
    user = make_user("owner", branches=(world.branch,))
    key = make_key(user)
    with running_server(database_url(), data, application=application) as server:
        return asyncio.run(storm(server.port, key, world))


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_sixty_four_clients_sell_ten_hot_skus_to_the_last_unit_and_no_further(world: World, tmp_path: Path) -> None:
    answers = run_storm(world, tmp_path)
    assert set(answers) <= {"201 placed", "409 stock_short"}, answers
    assert deadlocks() == 0
    for level in StockLevel.objects.all():
        promised = sum(OrderLine.objects.filter(sku=level.sku).values_list("reserved_base", flat=True))
        assert (level.on_hand, level.reserved, promised) == (STOCK, STOCK, STOCK)
    assert_ledger_proves_levels()


def test_control_without_the_guard_more_is_promised_than_there_is(world: World, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE inventory_stocklevel DROP CONSTRAINT stocklevel_floor")
    run_storm(world, tmp_path, "tests.concurrency.unguarded_wsgi:application")
    assert max(StockLevel.objects.values_list("reserved", flat=True)) > STOCK
