"""All ways to move stock at once, on goods that keep running out: nothing is sold that is not there, nothing drifts."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from django.db import connection
from django.db.models import F, Sum

from kontor.inventory.models import StockLevel
from kontor.maintenance.queries import prove
from kontor.sales.models import OrderLine
from tests.concurrency import witness
from tests.concurrency.hand import dishonest
from tests.concurrency.mixed_paths import BROKEN, CORRECTED, PATHS, Outcome, Shop, seed, storm
from tests.concurrency.servers import (
    APPLICATION,
    database_url,
    deadlocks,
    run_module,
    running_server,
    sqlite_environment,
)

FACTS = {CORRECTED, BROKEN}


def opened_shop() -> Shop:
    with connection.cursor() as cursor:
        for statement in witness.ON_POSTGRES:
            cursor.execute(statement)
    return seed()


def run_storm(shop: Shop, data: Path, seconds: float, application: str = APPLICATION) -> Outcome:
    with running_server(database_url(), data, application=application) as server:
        outcome = asyncio.run(storm(server.port, shop, clients=64, seconds=seconds))
    print(outcome)
    return outcome


def sold_beyond_stock(rows: list[tuple[int, int]]) -> dict[int, int]:
    """How often a promise took goods that were not there, by how many."""
    return {taken: times for taken, times in rows if taken not in FACTS}


def witnessed() -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(witness.TAKEN)
        return sold_beyond_stock(cursor.fetchall())


def reservations_that_no_order_has() -> list[tuple[str, int, int]]:
    """(SKU, reserved at its level, reserved by open lines) wherever the two are not the same."""
    levels = StockLevel.objects.annotate(code=F("sku__code"), place=F("location_id")).order_by("id")
    held = {
        (row["order__location_id"], row["sku_id"]): row["held"]
        for row in OrderLine.objects.values("order__location_id", "sku_id").annotate(held=Sum("reserved_base"))
    }
    pairs = [(level.code, level.reserved, held.get((level.place, level.sku_id), 0)) for level in levels]
    return [pair for pair in pairs if pair[1] != pair[2]]


@pytest.mark.postgres
@pytest.mark.usefixtures("race_database")
@pytest.mark.parametrize("seconds", [10, pytest.param(600, marks=pytest.mark.long)])
def test_sixty_four_clients_on_all_paths_sell_nothing_that_is_not_there(tmp_path: Path, seconds: float) -> None:
    outcome = run_storm(opened_shop(), tmp_path, seconds)
    assert set(outcome.taken) == {path.__name__ for path in PATHS}
    assert not dishonest(outcome.answers), outcome.answers
    assert outcome.answers["201"] > 2 * seconds
    assert outcome.answers["409 stock_short"] > seconds, "the goods were never scarce"
    assert witnessed() == {}
    assert reservations_that_no_order_has() == []
    assert prove().differences == []
    assert deadlocks() == 0


@pytest.mark.postgres
@pytest.mark.usefixtures("race_database")
def test_control_without_the_guard_the_storm_sells_what_is_not_there(tmp_path: Path) -> None:
    """Three tries: on a busy machine a storm this short has few orders that meet."""
    assert any(oversold_without_the_guard(tmp_path, tries=3, seconds=3))


@pytest.mark.long
@pytest.mark.postgres
@pytest.mark.usefixtures("race_database")
def test_control_without_the_guard_nine_of_ten_short_storms_sell_what_is_not_there(tmp_path: Path) -> None:
    """The storm is a test only if it finds the harm where there is some."""
    found = list(oversold_without_the_guard(tmp_path, tries=10, seconds=6))
    print(found)
    assert sum(map(bool, found)) >= 9


def oversold_without_the_guard(data: Path, *, tries: int, seconds: float) -> Iterator[dict[int, int]]:
    """What each of the storms sold beyond the stock, one after the other in one database."""
    shop = opened_shop()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE inventory_stocklevel DROP CONSTRAINT stocklevel_floor")
        for _ in range(tries):
            cursor.execute("TRUNCATE race_witness")
            run_storm(shop, data, seconds, "tests.concurrency.unguarded_wsgi:application")
            yield witnessed()


@pytest.mark.once
@pytest.mark.parametrize("seconds", [5, pytest.param(120, marks=pytest.mark.long)])
def test_eight_clients_on_sqlite_take_all_paths_and_never_wait_in_vain(
    tmp_path: Path, migrated_books: Path, seconds: float
) -> None:
    environment, file = sqlite_environment(tmp_path, migrated=migrated_books), tmp_path / "kontor.sqlite3"
    shop = msgspec.json.decode(run_module("tests.concurrency.mixed_paths", environment=environment), type=Shop)
    with sqlite3.connect(file) as database:
        for statement in witness.ON_SQLITE:
            database.execute(statement)
    with running_server(environment["DATABASE_URL"], tmp_path) as server:
        outcome = asyncio.run(storm(server.port, shop, clients=8, seconds=seconds))
    print(outcome)
    assert not dishonest(outcome.answers), outcome.answers
    assert outcome.answers["409 busy with Retry-After"] == 0
    with sqlite3.connect(file) as database:
        assert sold_beyond_stock(database.execute(witness.TAKEN).fetchall()) == {}
    run_module("kontor", "verify", environment=environment)
