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
from typing import Any, Final

import msgspec
import pytest

from tests.concurrency.servers import own_environment, run_module, sqlite_environment
from tests.faults.books import (
    Ask,
    Judgement,
    Retold,
    found_orders,
    judge,
    judge_retold,
    stored_answers,
    waiting_events,
)
from tests.faults.clients import Shop, Traffic
from tests.faults.cluster import Cluster, own_cluster
from tests.faults.installation import Installation, running_installation

SEED: Final = 7305
CLIENTS: Final = 8
#: How many faults more may strike until what a test waits for has been seen.
MORE_CYCLES: Final = 40
Fault = Callable[[], int]


class Killed(msgspec.Struct):
    """How many processes each kind of fault has killed, in how many cycles, and how long they took."""

    processes: Counter[str]
    cycles: int = 0
    seconds: float = 0.0


async def kill_under_load(
    installation: Installation,
    traffic: Traffic,
    faults: dict[str, Fault],
    seen: Callable[[], bool],
    *,
    cycles: int,
) -> Killed:
    """Let the clients trade while one fault after the other strikes, each kind in turn; then let all of them finish.

    After `cycles` faults it goes on, for MORE_CYCLES at most, until `seen` is true.
    """
    chance, killed, began = random.Random(SEED), Killed(Counter()), time.monotonic()
    supervising = asyncio.create_task(supervise(installation))
    clients = [asyncio.create_task(traffic.run(number, SEED)) for number in range(CLIENTS)]
    names = list(faults)
    while killed.cycles < cycles or (killed.cycles < cycles + MORE_CYCLES and not seen()):
        await until_there_is_trade(traffic, chance)
        name = names[killed.cycles] if killed.cycles < len(names) else chance.choice(names)
        killed.processes[name] += faults[name]()
        killed.cycles += 1
        if killed.cycles % 20 == 0:
            print(f"{killed.cycles} cycles in {time.monotonic() - began:.0f} s", flush=True)
    await until_there_is_trade(traffic, chance)
    traffic.is_open = False
    async with asyncio.timeout(60):
        await asyncio.gather(*clients)
    supervising.cancel()
    killed.seconds = time.monotonic() - began
    return killed


async def supervise(installation: Installation) -> None:
    while True:
        installation.start_again_what_ended()
        await asyncio.sleep(0.1)


async def until_there_is_trade(traffic: Traffic, chance: random.Random) -> None:
    """A moment, at random, at which the clients are being served again after the last fault."""
    before, answers = traffic.acknowledged, traffic.answers.copy()
    await asyncio.sleep(chance.uniform(0.2, 0.8))
    deadline = time.monotonic() + 60
    while traffic.acknowledged < before + CLIENTS:
        assert time.monotonic() < deadline, f"no trade for a minute: {dict(traffic.answers - answers)}"
        await asyncio.sleep(chance.uniform(0.005, 0.02))


def wait_for_drain(installation: Installation, ask: Ask, seconds: float = 60.0) -> int:
    """How many events still wait when none does or the time is over."""
    deadline = time.monotonic() + seconds
    while (waiting := waiting_events(ask)) and time.monotonic() < deadline:
        installation.start_again_what_ended()
        time.sleep(0.2)
    return waiting


def retold(traffic: Traffic, ask: Ask) -> Retold:
    return judge_retold(traffic.repeated, stored_answers(ask))


def kill_until_answers_were_lost(
    installation: Installation, traffic: Traffic, faults: dict[str, Fault], ask: Ask, cycles: int
) -> Killed:
    """`cycles` faults, and more where none of them cut off an answer whose effect was committed already."""

    def seen() -> bool:
        return retold(traffic, ask).times > 0

    return asyncio.run(kill_under_load(installation, traffic, faults, seen, cycles=cycles))


def assert_every_promise_was_kept(traffic: Traffic, ask: Ask, killed: Killed) -> None:
    judged, again = judge(traffic.intents, found_orders(ask)), retold(traffic, ask)
    print(f"seed {SEED}, {killed.cycles} cycles in {killed.seconds:.0f} s, killed: {dict(killed.processes)}")
    print(f"{len(traffic.intents)} orders wanted; {dict(traffic.answers)}; {again.times} lost answers given again")
    print(f"lost {len(judged.lost)}, duplicates {len(judged.duplicates)}, half {len(judged.half)}")
    assert judged == Judgement([], [], [])
    assert again.wrong == []
    assert again.times > 0, "no answer was lost between commit and client: this run proves nothing"
    assert all(killed.processes.values())
    assert traffic.answers["500 internal_error"] == 0


def postgres_faults(installation: Installation, cluster: Cluster) -> dict[str, Fault]:
    def kill_postgres() -> int:
        killed = cluster.kill_all()
        cluster.start()
        return killed

    return {**process_faults(installation), "PostgreSQL": kill_postgres}


def process_faults(installation: Installation) -> dict[str, Fault]:
    chance = random.Random(SEED)
    return {
        "web worker": lambda: installation.kill_web_worker(chance.randrange(100)),
        "web server": installation.kill_web_parent,
        "task worker": installation.kill_task_worker,
    }


@pytest.mark.postgres
@pytest.mark.parametrize("cycles", [10, pytest.param(200, marks=pytest.mark.long)])
def test_nothing_acknowledged_is_lost_doubled_or_halved_by_kill_nine(tmp_path: Path, cycles: int) -> None:
    with own_cluster() as cluster:
        environment = own_environment(cluster.url, tmp_path)
        shop = msgspec.json.decode(run_module("tests.faults.clients", environment=environment), type=Shop)
        with running_installation(environment, tmp_path) as installation:
            traffic, faults = Traffic(installation.port, shop), postgres_faults(installation, cluster)
            killed = kill_until_answers_were_lost(installation, traffic, faults, cluster.ask, cycles)
            waiting = wait_for_drain(installation, cluster.ask)
        assert_every_promise_was_kept(traffic, cluster.ask, killed)
        assert waiting == 0
        assert cluster.ask("SHOW fsync") == [("on",)]
        run_module("kontor", "verify", environment=environment)


@pytest.mark.postgres
def test_control_retries_under_another_key_place_orders_twice(tmp_path: Path) -> None:
    """Clients that do not keep their key: without it the same faults do harm, and the comparison finds it."""
    with own_cluster() as cluster:
        environment = own_environment(cluster.url, tmp_path)
        shop = msgspec.json.decode(run_module("tests.faults.clients", environment=environment), type=Shop)

        def duplicates() -> list[str]:
            return judge(traffic.intents, found_orders(cluster.ask)).duplicates

        with running_installation(environment, tmp_path) as installation:
            traffic = Traffic(installation.port, shop, keeps_keys=False)
            faults: dict[str, Fault] = {"web server": installation.kill_web_parent}
            killed = asyncio.run(kill_under_load(installation, traffic, faults, lambda: bool(duplicates()), cycles=1))
        print(f"{killed.cycles} cycles in {killed.seconds:.0f} s: {duplicates()}")
        judged = judge(traffic.intents, found_orders(cluster.ask))
        assert judged.duplicates
        assert (judged.lost, judged.half) == ([], [])


@pytest.mark.once
@pytest.mark.parametrize("cycles", [10, pytest.param(200, marks=pytest.mark.long)])
def test_nothing_acknowledged_is_lost_by_kill_nine_on_sqlite(tmp_path: Path, migrated_books: Path, cycles: int) -> None:
    environment = sqlite_environment(tmp_path, migrated=migrated_books)
    shop = msgspec.json.decode(run_module("tests.faults.clients", environment=environment), type=Shop)

    def ask(sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(tmp_path / "kontor.sqlite3", timeout=20)) as database:
            return database.execute(sql).fetchall()

    with running_installation(environment, tmp_path, "tests.faults.telling_wsgi:application") as installation:
        with urllib.request.urlopen(f"http://127.0.0.1:{installation.port}/synchronous") as answer:
            assert answer.read() == b"2", "synchronous is not FULL"
        traffic, faults = Traffic(installation.port, shop), process_faults(installation)
        killed = kill_until_answers_were_lost(installation, traffic, faults, ask, cycles)
        waiting = wait_for_drain(installation, ask)
    assert_every_promise_was_kept(traffic, ask, killed)
    assert waiting == 0
    run_module("kontor", "verify", environment=environment)
