"""Reports that installed packages bring (`kontor.reports`): listed, and run over what the actor may see.

A report's SQL is asked of the tables `days` and `stock` and of nothing else; extending.md names their columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from kontor.access.types import Actor
from kontor.customization.plugins import loaded
from kontor.inventory.costs import CostView
from kontor.kernel.errors import InvalidInput
from kontor.kernel.statements import Read, read_rows
from kontor.reporting.adapters.report_engine import Table, Value, run_sql
from kontor.reporting.errors import ReportUnknown
from kontor.reporting.sql.report_facts import DayFact, StockFact, day_facts_read, stock_facts_read

GROUP: Final = "kontor.reports"
MOST_ROWS: Final = 10_000
MOST_SECONDS: Final = 10.0
#: Table -> the right to read it.
_RIGHTS: Final = {"days": "sales.read", "stock": "stock.read"}
#: What stands in them is null for those who may not see what goods cost.
_COSTS: Final = frozenset({"shipped_cost_minor", "value_micros"})


class ReportItem(msgspec.Struct, frozen=True):
    name: str
    title: str


class ReportRow(msgspec.Struct, frozen=True):
    """A row of the answer: column -> value."""

    values: dict[str, Value]


class ReportAnswer(msgspec.Struct, frozen=True):
    title: str
    columns: tuple[str, ...]
    rows: list[ReportRow]


def list_reports() -> list[ReportItem]:
    """By title. No query."""
    items = [ReportItem(name, str(report.title)) for name, report in loaded(GROUP).items()]
    return sorted(items, key=lambda item: (item.title.casefold(), item.name))


def run_report(*, name: str, actor: Actor, from_on: date, to_on: date) -> ReportAnswer:
    """The report over the actor's branches; `days` holds the business dates from `from_on` to `to_on`, both included.

    One read for each table that the report names. Raises ReportUnknown, ReportFailed, InvalidInput, and Forbidden
    where the actor may not read one of them.
    """
    report = loaded(GROUP).get(name)
    if report is None:
        raise ReportUnknown(f"No installed package brings a report called {name!r}.")
    if from_on > to_on:
        raise InvalidInput("The first day must not be after the last one.")
    branches = sorted(actor.branch_ids)
    reads = {"days": day_facts_read(branches, from_on, to_on), "stock": stock_facts_read(branches)}
    named = _RIGHTS.keys() & set(re.findall(r"\w+", report.sql.lower()))
    for table in sorted(named):
        actor.require(_RIGHTS[table])
    sees_costs = CostView.of(actor).is_open
    tables = [_table(name, read, is_asked=name in named, sees_costs=sees_costs) for name, read in reads.items()]
    answer = run_sql(report.sql, tables, most_rows=MOST_ROWS, most_seconds=MOST_SECONDS)
    rows = [ReportRow(dict(zip(answer.columns, row, strict=True))) for row in answer.rows]
    return ReportAnswer(str(report.title), answer.columns, rows)


def _table(name: str, read: Read, *, is_asked: bool, sees_costs: bool) -> Table:
    columns = read.row.__struct_fields__
    hidden = frozenset() if sees_costs else frozenset(i for i, column in enumerate(columns) if column in _COSTS)
    rows: Iterable[DayFact | StockFact] = read_rows(read) if is_asked else ()
    return Table(name, columns, [_values(row, hidden) for row in rows])


def _values(row: msgspec.Struct, hidden: frozenset[int]) -> Sequence[Value]:
    return [None if index in hidden else _plain(value) for index, value in enumerate(msgspec.structs.astuple(row))]


def _plain(value: Any) -> Value:
    return value.isoformat() if isinstance(value, date) else value
