"""`kontor import`: files of master data, checked row by row and written in batches."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kontor.kernel.command_line import FOUND, OK, CannotRun, Outcome, WrongUsage

if TYPE_CHECKING:
    from kontor.imports.types import ImportOptions, ImportReport

KINDS: Final = ("areas", "customers", "suppliers", "products", "prices", "supplier_items", "stock")
_MOST_SHOWN: Final = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "bring in a .csv or .xlsx file; the whole file is checked first, and nothing is written if anything is wrong"
    )
    parser.add_argument("kind", choices=KINDS, help="what the rows are")
    parser.add_argument("file", type=Path, help="the file")
    parser.add_argument("--dry-run", action="store_true", help="only say what would become of each row")
    parser.add_argument(
        "--skip-bad", action="store_true", help="write the rows that can be taken, leave out the others"
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="OURS=THEIRS",
        help="what the file calls one of our columns; again for the next",
    )
    parser.add_argument(
        "--default",
        action="append",
        default=[],
        metavar="OURS=VALUE",
        help="what an empty or missing cell means; again for the next",
    )
    parser.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook (default: the first)")
    parser.add_argument("--encoding", metavar="NAME", help="the encoding of a CSV file (default: found out)")
    parser.add_argument("--decimal-comma", action="store_true", help="1.234,5 is a number")
    customers = parser.add_argument_group("customers")
    customers.add_argument(
        "--unknown-areas",
        choices=("refuse", "without"),
        default="refuse",
        help="take a customer whose area is not known without it",
    )
    customers.add_argument(
        "--unknown-channels", choices=("refuse", "make"), default="refuse", help="make the channels that are not known"
    )
    customers.add_argument(
        "--missing-names",
        choices=("refuse", "code"),
        default="refuse",
        help="call a new customer without a name by the code",
    )
    products = parser.add_argument_group("products")
    products.add_argument("--make-categories", action="store_true", help="make the categories that are missing")


def run(arguments: argparse.Namespace) -> Outcome:
    """0 when every row was taken, or would be; 1 when any is refused, whether the others were written or not."""
    from kontor.access.roles import RIGHTS
    from kontor.access.types import Actor
    from kontor.imports.operations import import_table
    from kontor.organization.queries import all_branch_ids

    options = _options(arguments)
    actor = Actor(0, "job", "kontor import", frozenset(RIGHTS), all_branch_ids())
    started = time.monotonic()
    try:
        with arguments.file.open("rb") as file, _progress() as on_progress:
            report = import_table(
                kind=arguments.kind,
                file=file,
                file_name=arguments.file.name,
                options=options,
                actor=actor,
                now=datetime.now(UTC),
                dry_run=arguments.dry_run,
                on_progress=on_progress,
            )
    except OSError as error:
        raise CannotRun(f"{arguments.file} cannot be read: {error.strerror}.") from None
    seconds = round(time.monotonic() - started, 1)
    _say(report, options, seconds, is_dry=arguments.dry_run)
    return Outcome(OK if report.is_sound else FOUND, _told(report, seconds))


def _options(arguments: argparse.Namespace) -> ImportOptions:
    from kontor.imports.types import ImportOptions

    return ImportOptions(
        columns=_pairs("--map", arguments.map),
        defaults=_pairs("--default", arguments.default),
        encoding=arguments.encoding,
        sheet=arguments.sheet,
        decimal_comma=arguments.decimal_comma,
        skip_bad=arguments.skip_bad,
        unknown_areas=arguments.unknown_areas,
        unknown_channels=arguments.unknown_channels,
        missing_names=arguments.missing_names,
        make_categories=arguments.make_categories,
    )


def _pairs(option: str, given: Sequence[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in given]
    for ours, sign, _ in pairs:
        if not sign or not ours.strip():
            raise WrongUsage(f"{option} is written {option} ours=theirs, such as {option} code=customer_id.")
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}


@contextmanager
def _progress() -> Iterator[Callable[[str, int], None]]:
    """A bar on standard error; standard output belongs to the result. How many rows there are shows once checked."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("rows"))
    with Progress(
        *columns, TimeElapsedColumn(), console=(console := Console(stderr=True)), disable=not console.is_terminal
    ) as bar:
        tasks: dict[str, Any] = {}
        checked = 0

        def show(stage: str, rows: int) -> None:
            nonlocal checked
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage.capitalize(), total=checked or None)
            checked = max(checked, rows)
            bar.update(tasks[stage], completed=rows)

        yield show


def _told(report: ImportReport, seconds: float) -> Mapping[str, object]:
    import msgspec

    told: dict[str, object] = msgspec.to_builtins(report)
    return {**told, "seconds": seconds}


def _say(report: ImportReport, options: ImportOptions, seconds: float, *, is_dry: bool) -> None:
    print(f"{report.file_name}: {report.read_as}; {report.rows:,} rows in {seconds} s.")
    lines = [*report.problems, *(f"Note: {warning}" for warning in report.warnings)]
    if report.unknown_columns:
        lines.append(f"Not used: {', '.join(report.unknown_columns)}.")
    if report.empty_rows:
        shown = ", ".join(map(str, report.empty_rows[:_MOST_SHOWN]))
        lines.append(f"Empty rows, skipped: {shown}{' ...' if len(report.empty_rows) > _MOST_SHOWN else ''}.")
    lines += [f"Row {note.row}: {note.note}" for note in report.notes[:_MOST_SHOWN]]
    for refused in report.rows_refused[:_MOST_SHOWN]:
        place = f"Row {refused.row}" + (f", {refused.column}" if refused.column else "")
        lines.append(f"{place}: {refused.reason}")
    if len(report.rows_refused) > _MOST_SHOWN:
        lines.append(f"... and {len(report.rows_refused) - _MOST_SHOWN:,} more refusals; --json tells all.")
    print("\n".join(lines) + "\n" if lines else "", end="")
    counts = f"{report.created:,} created, {report.updated:,} updated, {report.unchanged:,} unchanged"
    if report.written:
        again = " An interrupted import was brought to its end." if report.continued else ""
        print(f"Written: {counts}; {report.refused:,} refused.{again}")
    elif is_dry:
        print(f"Nothing was written. It would be: {counts}; {report.refused:,} refused.")
    else:
        advice = (
            "" if options.skip_bad or report.problems else " Put it right, or leave those rows out with --skip-bad."
        )
        print(f"Nothing was written: {report.refused:,} rows are refused.{advice}")
