"""Reports that packages bring are run over what the asker may see, in tables of their own."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kontor.customization import plugins as registry
from kontor.kernel.errors import Forbidden, InvalidInput
from kontor.project.cli import main
from kontor.reporting.adapters.report_engine import Table, run_sql
from kontor.reporting.errors import ReportFailed, ReportUnknown
from kontor.reporting.queries import list_reports, run_report
from tests.inventory.desk import without
from tests.people import make_user
from tests.reporting.counting_days import deliver
from tests.sales.orders import line, make_shop, placed
from tests.world import TODAY, World, make_world

EXAMPLE = Path(__file__).parents[1] / "customization" / "example_plugin"
DAY = timedelta(days=1)
Bring = Callable[[str], None]


@pytest.fixture(autouse=True)
def _loaded_anew() -> Iterator[None]:
    registry.plugins.cache_clear()
    yield
    registry.plugins.cache_clear()


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(EXAMPLE / "src"))
    monkeypatch.syspath_prepend(str(EXAMPLE))


@pytest.fixture
def bring(monkeypatch: pytest.MonkeyPatch) -> Bring:
    """Make `SQL` the one report there is, called r."""

    def install(sql: str) -> None:
        report = SimpleNamespace(title="R", sql=sql)
        monkeypatch.setattr("kontor.reporting.queries.reports.loaded", lambda group: {"r": report})

    return install


@pytest.fixture
def shop() -> World:
    """Ninety-eight OIL at 5.00 are there and two were sold at 10.00 and 16 %, in an order of the second of March."""
    shop = make_shop("OIL")
    placed(shop, line("OIL", 2), counter_sale=True, customer=None)
    placed(shop, line("OIL", 3), confirm=True)
    deliver()
    return shop


def rows_of(shop: World, name: str = "r", **asked: Any) -> list[dict[str, Any]]:
    wanted: dict[str, Any] = {"actor": shop.actor, "from_on": TODAY, "to_on": TODAY, **asked}
    return [row.values for row in run_report(name=name, **wanted).rows]


@pytest.mark.django_db
@pytest.mark.usefixtures("example")
def test_row_14_a_report_of_a_package_is_run_without_a_fork(shop: World) -> None:
    assert [(item.name, item.title) for item in list_reports()] == [("acme-by-branch", "Orders and stock by branch")]
    assert rows_of(shop, "acme-by-branch") == [
        {"branch": "Main depot", "orders": 1, "ordered_minor": 3480, "units_on_hand": 98, "cost_minor": 1000}
    ]
    assert rows_of(shop, "acme-by-branch", from_on=TODAY + DAY, to_on=TODAY + DAY) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("example")
def test_row_14_its_page_its_files_and_the_command_say_the_same(
    shop: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client = Client()
    client.force_login(make_user("owner", branches=(shop.branch,)))
    path = f"/reports/acme-by-branch?from_on={TODAY}&to_on={TODAY}"
    assert 'href="/reports"' in client.get("/").content.decode()
    assert 'href="/reports/acme-by-branch"' in client.get("/reports").content.decode()
    with CaptureQueriesContext(connection) as queries:
        page = client.get(path).content.decode()
    assert len(queries) <= 8
    assert '<td class="minor" data-label="ordered minor">3,480</td>' in page
    expected = [{"branch": "Main depot", "orders": "1", "ordered_minor": "3480", "units_on_hand": "98"}]
    expected[0]["cost_minor"] = "1000"
    sent = client.get(f"{path}&format=csv").getvalue().decode("utf-8-sig")
    assert list(csv.DictReader(io.StringIO(sent))) == expected
    assert client.get(f"{path}&format=xlsx").getvalue()[:2] == b"PK"
    days = ["--from", str(TODAY), "--to", str(TODAY)]
    file = tmp_path / "r.csv"
    assert main(["report", "acme-by-branch", *days, "--csv", str(file)]) == 0
    assert list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig")))) == expected
    capsys.readouterr()
    assert main(["report", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [item["name"] for item in listed["reports"]] == ["acme-by-branch"]
    assert main(["report", "acme-by-branch", "--from", "yesterday"]) == 2
    assert main(["report", "nothing"]) != 0


@pytest.mark.django_db
def test_a_report_sees_the_askers_branches_and_costs_alone(shop: World, bring: Bring) -> None:
    other = make_world()
    bring("SELECT branch, shipped_cost_minor AS cost FROM days ORDER BY branch")
    assert rows_of(shop) == [{"branch": shop.branch.code, "cost": 1000}]
    assert rows_of(shop, actor=other.actor) == []
    assert rows_of(shop, actor=without(shop.actor, "costs.read")) == [{"branch": shop.branch.code, "cost": None}]
    bring("SELECT sku, on_hand, value_micros FROM stock")
    assert rows_of(shop) == [{"sku": "OIL", "on_hand": 98, "value_micros": 490_000_000}]
    assert rows_of(shop, actor=without(shop.actor, "costs.read"))[0]["value_micros"] is None
    with pytest.raises(Forbidden):
        rows_of(shop, actor=without(shop.actor, "stock.read"))
    assert rows_of(shop, actor=replace(shop.actor, branch_ids=frozenset())) == []


@pytest.mark.django_db
def test_only_the_tables_that_are_named_are_read(shop: World, bring: Bring) -> None:
    for sql, reads in (("SELECT 1 AS one", 0), ("SELECT * FROM Days", 1), ("SELECT 1 AS n FROM days, stock", 2)):
        bring(sql)
        with CaptureQueriesContext(connection) as queries:
            rows_of(shop)
        assert len(queries) == reads, sql


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT * FROM sales_salesorder", "no such table"),
        ("DELETE FROM days", "not authorized"),
        ("DROP TABLE days", "not authorized"),
        ("ATTACH DATABASE '/tmp/x' AS x", "not authorized"),
        ("PRAGMA database_list", "not authorized"),
        ("SELECT load_extension('x')", "not authorized"),
        ("SELECT 1 AS a; SELECT 2 AS b", "one statement"),
        ("SELECT 1 AS a, 2 AS a", "Two columns"),
        ("SELECT zeroblob(900000000) AS a", "too big"),
        ("-- nothing", "a SELECT"),
    ],
)
def test_sql_that_is_no_question_is_refused_with_its_reason(shop: World, bring: Bring, sql: str, said: str) -> None:
    bring(sql)
    with pytest.raises(ReportFailed, match=said):
        rows_of(shop)


def test_a_report_that_takes_too_long_or_says_too_much_is_stopped() -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT {} FROM n"
    with pytest.raises(ReportFailed, match="too long"):
        run_sql(endless.format("count(*) AS n"), [], most_rows=5, most_seconds=0.2)
    with pytest.raises(ReportFailed, match="more than 5 rows"):
        run_sql(endless.format("i"), [], most_rows=5, most_seconds=5)
    numbers = Table("t", ("a",), [(2**63 - 1,), (1,)])
    with pytest.raises(ReportFailed, match="overflow"):
        run_sql("SELECT sum(a) FROM t", [numbers], most_rows=5, most_seconds=5)


@pytest.mark.django_db
def test_days_and_names_that_cannot_be_are_refused(shop: World, bring: Bring) -> None:
    bring("SELECT 1 AS one")
    with pytest.raises(ReportUnknown):
        rows_of(shop, "nothing")
    with pytest.raises(InvalidInput):
        rows_of(shop, from_on=TODAY, to_on=TODAY - DAY)
    assert rows_of(shop, from_on=date.min, to_on=date.max) == [{"one": 1}]
    client = Client()
    client.force_login(make_user("owner", branches=(shop.branch,)))
    for query in ("from_on=2026-13-01", "to_on=0001-01-01", "to_on=9999-12-31", "from_on=%00", "format=pdf"):
        assert client.get(f"/reports/r?{query}").status_code < 500, query
    assert client.get("/reports/nothing").status_code == 404
    bring("SELECT profit FROM days")
    refused = client.get("/reports/r")
    assert refused.status_code == 422
    assert "no such column: profit" in refused.content.decode()
