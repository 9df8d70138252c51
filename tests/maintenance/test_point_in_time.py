"""A server whose disk is gone is rebuilt from base backup and archived log, as docs/backup.md says."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from kontor.bench.load_client import LoadClient
from tests.concurrency.servers import run_module, running_server, sqlite_environment
from tests.faults.books import EVENTS, Ask, FoundOrder, Intent, Judgement, found_orders, judge
from tests.faults.clients import Shop, Traffic
from tests.maintenance.archiving_cluster import archiving_cluster, documented

SEED, CLIENTS = 7305, 2
RPO = timedelta(seconds=60)


class TimedTraffic(Traffic):
    """Also keeps when each acknowledged step was begun and when it was acknowledged."""

    def __init__(self, port: int, shop: Shop) -> None:
        super().__init__(port, shop)
        self.steps: list[tuple[str, str, datetime, datetime]] = []

    async def _step(
        self, client: LoadClient, intent: Intent, step: str, path: str, body: dict[str, Any] | None = None
    ) -> int | None:
        begun = datetime.now(UTC)
        order_id = await super()._step(client, intent, step, path, body)
        if order_id is not None:
            self.steps.append((intent.mark, step, begun, datetime.now(UTC)))
        await asyncio.sleep(0.05)  # a shop, not a storm: the log is archived because a minute is over
        return order_id

    def as_of(self, moment: datetime) -> list[Intent]:
        """What was wanted, with what had been acknowledged by then."""
        known: dict[str, list[str]] = {}
        for mark, step, _, acknowledged in self.steps:
            if acknowledged < moment:
                known.setdefault(mark, []).append(step)
        return [Intent(one.mark, one.lines, one.first_step, known.get(one.mark, [])) for one in self.intents]


async def trade(traffic: TimedTraffic, seconds: float) -> None:
    clients = [asyncio.create_task(traffic.run(number, SEED)) for number in range(CLIENTS)]
    await asyncio.sleep(seconds)
    traffic.is_open = False
    await asyncio.gather(*clients)


def asker(url: str) -> Ask:
    def ask(sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(url) as connection:
            return connection.execute(sql.encode()).fetchall()

    return ask


def begun_later(traffic: TimedTraffic, moment: datetime, found: list[FoundOrder]) -> list[str]:
    """Orders of after the moment: none may be there."""
    first = {}
    for mark, _, begun, _ in reversed(traffic.steps):
        first[mark] = begun
    return [order.mark for order in found if first.get(order.mark, moment) > moment]


@pytest.mark.long
@pytest.mark.postgres
def test_a_lost_server_comes_back_to_a_random_moment_and_to_within_sixty_seconds(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    timeout = timedelta(seconds=int(documented("archive_timeout")))
    assert timeout <= RPO
    with archiving_cluster() as cluster:
        environment = {**sqlite_environment(tmp_path), "DATABASE_URL": cluster.url}
        shop = msgspec.json.decode(run_module("tests.faults.clients", environment=environment), type=Shop)
        cluster.take_base_backup()
        with running_server(cluster.url, tmp_path) as server:
            traffic = TimedTraffic(server.port, shop)
            begun = datetime.now(UTC)
            asyncio.run(trade(traffic, timeout.total_seconds() * 2 + chance.uniform(0, 20)))
            killed = datetime.now(UTC)
            cluster.kill()

        moment = begun + chance.uniform(0.2, 0.8) * (killed - begun - RPO)
        url = cluster.rebuilt("earlier", moment)
        found = found_orders(asker(url))
        assert judge(traffic.as_of(moment), found) == Judgement([], [], [])
        assert begun_later(traffic, moment, found) == []
        assert sum(bool(intent.acknowledged) for intent in traffic.as_of(moment)) > 20
        run_module("kontor", "verify", environment={**environment, "DATABASE_URL": url})

        url = cluster.rebuilt("latest", None)
        found = found_orders(asker(url))
        lost = first_lost(traffic, found)
        print(f"moment {moment}, killed {killed}, lost {(killed - lost).total_seconds() if lost else 0:.1f} s")
        assert lost is not None, "nothing was lost, so nothing was measured"
        assert killed - lost <= RPO + timedelta(seconds=1)
        assert judge(traffic.as_of(lost), found) == Judgement([], [], [])
        run_module("kontor", "verify", environment={**environment, "DATABASE_URL": url})


def first_lost(traffic: TimedTraffic, found: list[FoundOrder]) -> datetime | None:
    """When the first step was acknowledged that is not there any more."""
    events = {order.mark: order.events for order in found}
    lost = [
        acknowledged
        for mark, step, _, acknowledged in traffic.steps
        if mark not in events or not events[mark][EVENTS[step]]
    ]
    return min(lost, default=None)


@pytest.mark.postgres
def test_the_documented_lines_rebuild_a_server_as_it_was_at_a_moment() -> None:
    with archiving_cluster() as cluster:
        with psycopg.connect(cluster.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE sale (number int)")
            connection.execute("INSERT INTO sale VALUES (1)")
            cluster.take_base_backup()
            connection.execute("INSERT INTO sale VALUES (2)")
            time.sleep(0.05)
            moment = datetime.now(UTC)
            time.sleep(0.05)
            connection.execute("INSERT INTO sale VALUES (3)")
            connection.execute("SELECT pg_switch_wal()")
            _wait_until_archived(connection)
            connection.execute("INSERT INTO sale VALUES (4)")  # in the piece of the log that dies with the disk
        cluster.kill()
        sales = "SELECT number FROM sale ORDER BY number"
        assert asker(cluster.rebuilt("earlier", moment))(sales) == [(1,), (2,)]
        assert asker(cluster.rebuilt("latest", None))(sales) == [(1,), (2,), (3,)]


def _wait_until_archived(connection: psycopg.Connection[Any]) -> None:
    wanted = "SELECT last_archived_wal >= pg_walfile_name(pg_current_wal_lsn() - 1) FROM pg_stat_archiver"
    deadline = time.monotonic() + 20
    while connection.execute(wanted.encode()).fetchone() != (True,):
        assert time.monotonic() < deadline, connection.execute("SELECT * FROM pg_stat_archiver").fetchone()
        time.sleep(0.05)
