"""Copied orders leave books that still hold, and go on."""

from __future__ import annotations

import os

import pytest

from kontor.bench.databases import new_database, number_of
from kontor.bench.elsewhere import environment
from kontor.bench.founding import found_in, prove_elsewhere
from kontor.bench.history import grow
from kontor.bench.in_process import Work, place_in_processes
from kontor.kernel.command_line import CannotRun
from tests.bench.servers import server_url

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def work_for(company) -> Work:
    return Work(
        actor=company.actor,
        location="BENCH",
        skus=company.skus,
        customers=company.customers,
        seconds=0.2,
        size=5,
        lines=10,
        skew="uniform",
        seed="test",
    )


def test_a_grown_ledger_is_as_long_as_asked_and_proved():
    with new_database(server_url(), f"kontor_bench_history_{os.getpid()}") as url:
        company = found_in(url, skus=40, customers=5)
        with environment(DATABASE_URL=url):
            (done,) = place_in_processes(work_for(company), 1)
        assert done.orders > 0
        before = {table: number_of(url, f"SELECT count(*) FROM {table}") for table in TABLES}

        rows = grow(url, 5_000, lambda text: None)

        assert rows == number_of(url, "SELECT count(*) FROM inventory_stockmovement")
        assert rows - before["inventory_stockmovement"] >= 5_000
        copies = (rows - before["inventory_stockmovement"]) // before["sales_orderline"]
        for table in TABLES[1:]:
            assert number_of(url, f"SELECT count(*) FROM {table}") >= copies * before["sales_salesorder"]
        assert prove_elsewhere(url) == rows
        with environment(DATABASE_URL=url):
            place_in_processes(work_for(company), 1)
        assert prove_elsewhere(url) > rows

        assert number_of(url, "UPDATE inventory_stocklevel SET reserved = reserved + 1 WHERE id = 1 RETURNING 1") == 1
        with pytest.raises(CannotRun, match="The books differ"):
            prove_elsewhere(url)


TABLES = ("inventory_stockmovement", "sales_salesorder", "sales_orderline", "kernel_event", "access_auditrecord")
