"""kill -9 at random moments under load: what was acknowledged is kept, once and whole, and the books hold."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from django.db import connection

from tests.concurrency.servers import run_module, sqlite_environment
from tests.faults.books import Ask, Judgement, found_orders, judge, waiting_events
from tests.faults.clients import Shop, Traffic
from tests.faults.cluster import Cluster, own_cluster
from tests.faults.installation import Installation, running_installation

SEED = 7305
CLIENTS = 8
Fault = Callable[[], int]


async def kill_under_load(traffic: Traffic, faults: dict[str, Fault], *, cycles: int, seed: int) -> Counter[str]:
    """Let the clients trade while one fault after the other strikes, each kind in turn; then let all of them finish.

    Returns how many processes each kind of fault has killed.
    """
    chance, killed = random.Random(seed), Counter[str]()
    clients = [asyncio.create_task(traffic.run(number, seed)) for number in range(CLIENTS)]
    names = list(faults)
    for cycle in range(cycles):
        heard = traffic.answers.total()
        await asyncio.sleep(chance.uniform(0.2, 0.8))
        async with asyncio.timeout(30):  # strike only while there is trade
            while traffic.answers.total() < heard + CLIENTS:
                await asyncio.sleep(chance.uniform(0.005, 0.02))
        name = names[cycle] if cycle < len(names) else chance.choice(names)
        killed[name] += faults[name]()
    await asyncio.sleep(0.5)
    traffic.is_open = False
    async with asyncio.timeout(60):
        await asyncio.gather(*clients)
    return killed


def wait_for_drain(ask: Ask, seconds: float = 30.0) -> int:
    """How many events still wait when none does or the time is over."""
    deadline = time.monotonic() + seconds
    while (waiting := waiting_events(ask)) and time.monotonic() < deadline:
        time.sleep(0.2)
    return waiting


def told(traffic: Traffic, killed: Counter[str], judged: Judgement, cycles: int, seed: int) -> str:
    """The run in three lines."""
    wrong = f"lost {len(judged.lost)}, duplicates {len(judged.duplicates)}, half {len(judged.half)}"
    counts = f"{len(traffic.intents)} orders wanted; {dict(traffic.answers)}"
    return f"seed {seed}, {cycles} cycles, processes killed: {dict(killed)}\n{counts}\n{wrong}"


def postgres_faults(installation: Installation, cluster: Cluster, seed: int) -> dict[str, Fault]:
    chance = random.Random(seed)

    def kill_postgres() -> int:
        count = cluster.kill_all()
        cluster.start_again()
        return count

    return {
        "web worker": lambda: installation.kill_web_worker(chance.randrange(100)),
        "PostgreSQL": kill_postgres,
        "web server": installation.kill_web_parent,
        "task worker": installation.kill_task_worker,
    }


@pytest.mark.postgres
@pytest.mark.parametrize("cycles", [10, pytest.param(200, marks=pytest.mark.long)])
def test_nothing_acknowledged_is_lost_doubled_or_halved_by_kill_nine(tmp_path: Path, cycles: int) -> None:
    with own_cluster() as cluster:
        environment = {**sqlite_environment(tmp_path), "DATABASE_URL": cluster.url}
        shop = msgspec.json.decode(run_module("tests.faults.clients", environment=environment), type=Shop)
        with running_installation(environment, tmp_path) as installation:
            traffic = Traffic(installation.port, shop)
            faults = postgres_faults(installation, cluster, SEED)
            killed = asyncio.run(kill_under_load(traffic, faults, cycles=cycles, seed=SEED))
            waiting = wait_for_drain(cluster.ask)
        judged = judge(traffic.intents, found_orders(cluster.ask))
        print(told(traffic, killed, judged, cycles, SEED))
        assert judged == Judgement([], [], [])
        assert waiting == 0
        assert cluster.ask("SHOW fsync") == [("on",)]
        assert all(killed[name] for name in faults)
        assert traffic.answers["connection lost"] > 0
        assert traffic.answers["500 internal_error"] == 0
        run_module("kontor", "verify", environment=environment)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="once is enough: the SQLite pass runs it")
@pytest.mark.parametrize("cycles", [10, pytest.param(200, marks=pytest.mark.long)])
def test_nothing_acknowledged_is_lost_by_kill_nine_on_sqlite(tmp_path: Path, cycles: int) -> None:
    environment = sqlite_environment(tmp_path)
    shop = msgspec.json.decode(run_module("tests.faults.clients", environment=environment), type=Shop)

    def ask(sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(tmp_path / "kontor.sqlite3", timeout=20)) as database:
            return database.execute(sql).fetchall()

    chance = random.Random(SEED)
    with running_installation(environment, tmp_path, "tests.faults.telling_wsgi:application") as installation:
        with urllib.request.urlopen(f"http://127.0.0.1:{installation.port}/synchronous") as answer:
            assert answer.read() == b"2", "synchronous is not FULL"
        traffic = Traffic(installation.port, shop)
        faults: dict[str, Fault] = {
            "web worker": lambda: installation.kill_web_worker(chance.randrange(100)),
            "web server": installation.kill_web_parent,
            "task worker": installation.kill_task_worker,
        }
        killed = asyncio.run(kill_under_load(traffic, faults, cycles=cycles, seed=SEED))
        waiting = wait_for_drain(ask)
    judged = judge(traffic.intents, found_orders(ask))
    print(told(traffic, killed, judged, cycles, SEED))
    assert judged == Judgement([], [], [])
    assert waiting == 0
    assert all(killed[name] for name in faults)
    assert traffic.answers["connection lost"] > 0
    assert traffic.answers["500 internal_error"] == 0
    run_module("kontor", "verify", environment=environment)
