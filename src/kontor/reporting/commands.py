"""`kontor recount`: the day totals, counted again from the documents. `kontor report`: what plug-ins report."""

from __future__ import annotations

import argparse
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kontor.kernel.command_line import FOUND, OK, CannotRun, Outcome, WrongUsage

if TYPE_CHECKING:
    from kontor.reporting.queries import ReportAnswer

MOST_SHOWN = 20
_DAYS = 30


def add_recount_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "count the day totals again from orders, reversals and the stock ledger, and prove them"


def run_recount(arguments: argparse.Namespace) -> Outcome:
    """0 when the totals are right afterwards; 1 with what differs still."""
    from kontor.reporting.operations import recount_days

    started = time.monotonic()
    recount = recount_days()
    seconds = round(time.monotonic() - started, 1)
    print(
        f"Counted {recount.documents:,} documents in {seconds} s:"
        f" {recount.corrected_shares:,} of their shares and {recount.corrected_days:,} days were wrong and are right."
    )
    for difference in recount.differences[:MOST_SHOWN]:
        print(difference)
    print(f"{len(recount.differences)} differences")
    report = {**msgspec.to_builtins(recount), "seconds": seconds}
    return Outcome(FOUND if recount.differences else OK, report)


def add_report_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "run a report of an installed package over the whole company; without a name list them"
    parser.add_argument("name", nargs="?", help="which report")
    parser.add_argument("--from", dest="from_on", metavar="DAY", help="from this business date on (30 days back)")
    parser.add_argument("--to", dest="to_on", metavar="DAY", help="up to this business date (today)")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write every row into this file")


def run_named_report(arguments: argparse.Namespace) -> Outcome:
    """0 when it was run, or when they were listed."""
    from kontor.access.roles import RIGHTS
    from kontor.access.types import Actor
    from kontor.organization.queries import all_branch_ids
    from kontor.reporting.queries import list_reports, run_report

    if arguments.name is None:
        reports = list_reports()
        for report in reports:
            print(f"{report.name}  {report.title}")
        if not reports:
            print("No reports are installed. Packages bring them as entry points of kontor.reports.")
        return Outcome(OK, {"reports": msgspec.to_builtins(reports)})
    to_on = _day(arguments.to_on, "--to") or datetime.now(UTC).date()
    from_on = _day(arguments.from_on, "--from") or to_on - timedelta(days=min(_DAYS - 1, to_on.toordinal() - 1))
    actor = Actor(0, "job", "kontor report", frozenset(RIGHTS), all_branch_ids())
    answer = run_report(name=arguments.name, actor=actor, from_on=from_on, to_on=to_on)
    if arguments.csv is None:
        _show(answer)
    else:
        _write(answer, arguments.csv)
    return Outcome(OK, {"columns": list(answer.columns), "rows": [row.values for row in answer.rows]})


def _day(text: str | None, option: str) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(f"{option} takes a day such as 2026-03-31.") from None


def _show(answer: ReportAnswer) -> None:
    print(answer.title)
    print("\t".join(answer.columns))
    for row in answer.rows:
        print("\t".join("" if value is None else str(value) for value in row.values.values()))


def _cell(value: int | float | str | None) -> int | str | Decimal | None:
    return Decimal(str(value)) if isinstance(value, float) else value


def _write(answer: ReportAnswer, path: Path) -> None:
    from kontor.kernel.spreadsheet import csv_parts

    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(csv_parts(answer.columns, ([_cell(v) for v in row.values.values()] for row in answer.rows)))
    except OSError as error:
        raise CannotRun(f"{path} cannot be written: {error.strerror}.") from None
    print(f"{len(answer.rows):,} rows in {path}")
