"""Many clients want the same few goods, over HTTP, until there are none left."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from django.db import connection

from kontor.inventory.models import StockLevel
from kontor.sales.models import OrderLine
from tests.concurrency.hot_goods import SKUS, STOCK, Seeded, seed, storm
from tests.concurrency.servers import (
    APPLICATION,
    database_url,
    deadlocks,
    run_module,
    running_server,
    sqlite_environment,
)
from tests.world import assert_ledger_proves_levels


def run_storm(data: Path, application: str = APPLICATION) -> Counter[str]:
    seeded = seed()
    with running_server(database_url(), data, application=application) as server:
        return asyncio.run(storm(server.port, seeded, clients=64))


@pytest.mark.postgres
@pytest.mark.usefixtures("race_database")
def test_sixty_four_clients_sell_ten_hot_skus_to_the_last_unit_and_no_further(tmp_path: Path) -> None:
    answers = run_storm(tmp_path)
    assert set(answers) <= {"201 placed", "409 stock_short"}, answers
    assert deadlocks() == 0
    for level in StockLevel.objects.all():
        promised = sum(OrderLine.objects.filter(sku=level.sku).values_list("reserved_base", flat=True))
        assert (level.on_hand, level.reserved, promised) == (STOCK, STOCK, STOCK)
    assert_ledger_proves_levels()


@pytest.mark.postgres
@pytest.mark.usefixtures("race_database")
def test_control_without_the_guard_more_is_promised_than_there_is(tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE inventory_stocklevel DROP CONSTRAINT stocklevel_floor")
    run_storm(tmp_path, "tests.concurrency.unguarded_wsgi:application")
    assert max(StockLevel.objects.values_list("reserved", flat=True)) > STOCK


@pytest.mark.once
def test_eight_clients_on_sqlite_meet_no_failure_but_the_honest_short(tmp_path: Path, migrated_books: Path) -> None:
    environment = sqlite_environment(tmp_path, migrated=migrated_books)
    seeded = msgspec.json.decode(run_module("tests.concurrency.hot_goods", environment=environment), type=Seeded)
    with running_server(environment["DATABASE_URL"], tmp_path) as server:
        answers = asyncio.run(storm(server.port, seeded, clients=8))
    assert set(answers) <= {"201 placed", "409 stock_short"}, answers
    with sqlite3.connect(tmp_path / "kontor.sqlite3") as database:
        levels = database.execute("SELECT on_hand, reserved FROM inventory_stocklevel").fetchall()
        moved = database.execute(
            "SELECT sum(on_hand_delta), sum(reserved_delta) FROM inventory_stockmovement"
        ).fetchone()
    assert levels == [(STOCK, STOCK)] * len(SKUS)
    assert moved == (STOCK * len(SKUS), STOCK * len(SKUS))
