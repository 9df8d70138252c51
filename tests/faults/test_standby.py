"""A failover while a commit waits for its standby: what was answered as accepted is there, what is not was unknown."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import msgspec
import pytest

from kontor.bench.load_client import LoadClient, Reply
from tests.concurrency.hand import content, said
from tests.concurrency.servers import APPLICATION, own_environment, run_module, running_server
from tests.faults.clients import Shop
from tests.faults.cluster import Cluster, own_cluster, own_standby

pytestmark = [pytest.mark.postgres, pytest.mark.long]


class Drill(msgspec.Struct):
    """What the client was told before and after the failover, and how many of its order each server had."""

    doubtful: Reply
    on_primary: int
    on_standby: int
    again: Reply
    in_the_end: int


def orders(cluster: Cluster, mark: str) -> int:
    return int(cluster.ask(f"SELECT count(*) FROM sales_salesorder WHERE route = '{mark}'")[0][0])


async def order(port: int, shop: Shop, mark: str) -> Reply:
    """Order one unit; the mark is the idempotency key too."""
    body = {"location": shop.location, "customer": "C1", "route": mark, "lines": [{"sku": "SKU1", "quantity": 1}]}
    headers = {"authorization": f"Bearer {shop.key}", "idempotency-key": mark}
    async with LoadClient("127.0.0.1", port, headers=headers) as client:
        return await client.request("POST", "/api/v1/sales-orders", msgspec.json.encode({**body, "confirm": True}))


async def order_and_cancel_the_wait(port: int, shop: Shop, mark: str, primary: Cluster) -> Reply:
    """Order, and cancel the wait for the standby, as an administrator or a proxy's time limit does."""
    asked, cancelled = asyncio.create_task(order(port, shop, mark)), 0
    waiting = "FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND backend_type = 'client backend'"
    async with asyncio.timeout(60):
        while not asked.done():
            cancelled += len(await asyncio.to_thread(primary.ask, f"SELECT pg_cancel_backend(pid) {waiting}"))
            await asyncio.sleep(0.05)
    assert cancelled > 0, "the order did not wait for the standby"
    return asked.result()


def fail_over(data: Path, application: str = APPLICATION) -> Drill:
    """The standby stops listening, an order's wait for it is cancelled, and then the primary is lost."""
    with own_cluster() as primary:
        seeded = run_module("tests.faults.clients", environment=own_environment(primary.url, data))
        shop = msgspec.json.decode(seeded, type=Shop)
        with own_standby(primary) as standby:
            with running_server(primary.url, data, application=application) as server:
                assert said(asyncio.run(order(server.port, shop, "sure"))) == "201"
                [(receiver,)] = standby.ask("SELECT pid FROM pg_stat_wal_receiver")
                os.kill(receiver, signal.SIGSTOP)
                doubtful = asyncio.run(order_and_cancel_the_wait(server.port, shop, "doubtful", primary))
                on_primary = orders(primary, "doubtful")
                primary.kill_all()
            standby.kill_all()  # with its receiver, which has not read what had arrived
            standby.start()
            assert standby.ask("SELECT pg_promote()") == [(True,)]
            assert orders(standby, "sure") == 1
            on_standby = orders(standby, "doubtful")
            with running_server(standby.url, data) as server:
                again = asyncio.run(order(server.port, shop, "doubtful"))
                once_more = asyncio.run(order(server.port, shop, "doubtful"))
            assert once_more.body == again.body
            run_module("kontor", "verify", environment=own_environment(standby.url, data))
            return Drill(doubtful, on_primary, on_standby, again, orders(standby, "doubtful"))


def test_an_order_whose_standby_did_not_confirm_is_unknown_and_is_there_once_after_the_failover(tmp_path: Path) -> None:
    drill = fail_over(tmp_path)
    assert said(drill.doubtful) == "503 outcome_unknown with Retry-After"
    assert (drill.on_primary, drill.on_standby) == (1, 0)
    assert said(drill.again) == "201"
    assert drill.in_the_end == 1


def test_control_without_the_ear_for_the_warning_an_accepted_order_is_gone(tmp_path: Path) -> None:
    drill = fail_over(tmp_path, "tests.faults.deaf_wsgi:application")
    assert said(drill.doubtful) == "201"
    assert content(drill.doubtful)["number"]
    assert (drill.on_primary, drill.on_standby) == (1, 0)
