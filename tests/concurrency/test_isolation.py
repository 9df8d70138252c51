"""What clients see of each other's work, written down and judged: no anomaly as shipped, and some with a guard off."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from django.db import connection

from tests.concurrency.hand import Hand, content, dishonest, until
from tests.concurrency.history import counter_anomalies, edit_anomalies, sum_anomalies
from tests.concurrency.recorder import BANKED_IN_ALL, COUNTED, COUNTED_AT_FIRST, Places, Recorder, Written, seed
from tests.concurrency.servers import APPLICATION, database_url, run_module, running_server, sqlite_environment

RECORDERS = 8


class History(Written):
    """What was written down, with what stands at the end and every answer there was."""

    order_id: int = 0
    last_quantity: int = 0
    answers: Counter[str] = msgspec.field(default_factory=Counter)


def recorded(places: Places, url: str, data: Path, seconds: float, application: str = APPLICATION) -> History:
    with running_server(url, data, application=application) as server:
        history = asyncio.run(_record(server.port, places, seconds))
    print({name: len(getattr(history, name)) for name in Written.__struct_fields__}, history.answers)
    return history


async def _record(port: int, places: Places, seconds: float) -> History:
    """Half of the recorders count, a quarter edit one order, one moves goods and one adds them up; then a last look."""
    history = History()
    hands = [Hand(port, places.key, number=number, answers=history.answers) for number in range(RECORDERS + 1)]
    *counting, one, other, moving, adding, last = (Recorder(hand, history, places.store, places.shop) for hand in hands)
    order = {"location": places.store, "customer": "C1", "lines": [{"sku": "EDITED", "quantity": 1}]}
    history.order_id = content(await hands[-1].send("POST", "sales-orders", order))["id"]
    hands[-1].close()  # an idle connection would not last until the end
    deadline = until(seconds)
    await asyncio.gather(
        *(recorder.keep_counting(deadline) for recorder in counting),
        *(recorder.keep_editing(history.order_id, deadline) for recorder in (one, other)),
        moving.keep_moving(deadline),
        adding.keep_adding_up(deadline),
    )
    for sku in COUNTED:
        await last.look(sku)
    _, history.last_quantity = await last.read_order(history.order_id)
    for hand in hands:
        hand.close()
    return history


def assert_no_anomaly(history: History, seconds: float) -> None:
    assert not dishonest(history.answers), history.answers
    assert history.answers["409 stock_short"] > 0, "the counters were never scarce"
    assert history.answers["412 version_mismatch"] > 0, "no two edits met"
    assert min(len(history.calls), 10 * len(history.snapshots), 10 * len(history.edits)) > 20 * seconds
    assert counter_anomalies(history.calls, COUNTED_AT_FIRST) == []
    assert sum_anomalies(history.snapshots, BANKED_IN_ALL) == []
    assert edit_anomalies(history.edits, {str(history.order_id): history.last_quantity}) == []
    assert sum_anomalies(history.added_up, BANKED_IN_ALL), "the control: sums that are no snapshot must be torn"


@pytest.mark.postgres
@pytest.mark.usefixtures("race_database")
@pytest.mark.parametrize("seconds", [3, pytest.param(120, marks=pytest.mark.long)])
def test_no_client_sees_what_no_order_of_calls_explains(tmp_path: Path, seconds: float) -> None:
    assert_no_anomaly(recorded(seed(), database_url(), tmp_path, seconds), seconds)


@pytest.mark.once
@pytest.mark.parametrize("seconds", [3, pytest.param(120, marks=pytest.mark.long)])
def test_no_client_on_sqlite_sees_what_no_order_of_calls_explains(
    tmp_path: Path, migrated_books: Path, seconds: float
) -> None:
    environment = sqlite_environment(tmp_path, migrated=migrated_books)
    places = msgspec.json.decode(run_module("tests.concurrency.recorder", environment=environment), type=Places)
    assert_no_anomaly(recorded(places, environment["DATABASE_URL"], tmp_path, seconds), seconds)


@pytest.mark.postgres
@pytest.mark.usefixtures("race_database")
def test_control_without_the_levels_guard_counters_are_not_linearizable(tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE inventory_stocklevel DROP CONSTRAINT stocklevel_floor")
    history = recorded(seed(), database_url(), tmp_path, 2.5, "tests.concurrency.unguarded_wsgi:application")
    anomalies = counter_anomalies(history.calls, COUNTED_AT_FIRST)
    print(anomalies)
    assert {anomaly.kind for anomaly in anomalies} == {"not linearizable"}


@pytest.mark.postgres
@pytest.mark.usefixtures("race_database")
def test_control_without_the_orders_version_edits_are_lost(tmp_path: Path) -> None:
    history = recorded(seed(), database_url(), tmp_path, 1.5, "tests.concurrency.unversioned_wsgi:application")
    last = {str(history.order_id): history.last_quantity}
    anomalies = edit_anomalies(history.edits, last)
    print(anomalies)
    assert "lost update" in {anomaly.kind for anomaly in anomalies}
