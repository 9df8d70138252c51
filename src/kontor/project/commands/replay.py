"""`kontor replay`: a real year of trade, posted through the same operations as the API."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from kontor.kernel.command_line import FOUND, CannotRun, Outcome, WrongUsage

if TYPE_CHECKING:
    from kontor.demo.online_retail.documents import SourceDocument

DATA_SETS: Final = ("online-retail",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data_set", choices=DATA_SETS, help="which data set the file is")
    parser.add_argument("file", type=Path, help="the CSV file, gzipped or not")
    parser.add_argument(
        "--limit", type=int, metavar="N", help="stop after the invoice that holds row N; it can be continued later"
    )


def run(arguments: argparse.Namespace) -> Outcome:
    """Post what the books do not hold yet; then say what they hold, which must be every row that was read."""
    from django.core.management import call_command

    from kontor.demo.online_retail.documents import SOURCE, read_documents, scattered_invoices
    from kontor.demo.online_retail.opening_stock import scan
    from kontor.demo.online_retail.source_rows import opened, read_rows
    from kontor.demo.operations import found_retailer, replay_online_retail
    from kontor.demo.operations.found_retailer import CURRENCY
    from kontor.demo.queries import replay_figures
    from kontor.project import data_directory
    from kontor.project.settings import ENVIRONMENT

    if arguments.limit is not None and arguments.limit < 1:
        raise WrongUsage("--limit is a number of rows from 1 on.")
    data_directory.prepare(ENVIRONMENT.data)
    call_command("migrate", interactive=False, verbosity=0)
    started = time.monotonic()
    now = datetime.now(UTC)
    with _only_one(ENVIRONMENT.data):
        with opened(arguments.file) as lines:
            scattered = scattered_invoices(read_rows(lines))
        with opened(arguments.file) as lines:
            facts = scan(read_documents(lines, scattered))
        wanted = min(arguments.limit or facts.rows, facts.rows)
        actor = found_retailer(now=now)
        with opened(arguments.file) as lines, _progress(wanted) as progress:
            documents = _until(read_documents(lines, scattered), wanted)
            replay_online_retail(documents=documents, facts=facts, actor=actor, now=now, on_progress=progress)
    seconds = round(time.monotonic() - started, 1)
    figures = msgspec.to_builtins(replay_figures(SOURCE, CURRENCY))
    _say(figures, seconds)
    return Outcome(0 if figures["rows"] >= wanted else FOUND, {**figures, "seconds": seconds})


def _until(documents: Iterable[SourceDocument], rows: int) -> Iterator[SourceDocument]:
    """Whole documents until there are `rows` rows."""
    for document in documents:
        yield document
        rows -= len(document.rows)
        if rows <= 0:
            return


@contextmanager
def _only_one(data: Path) -> Iterator[None]:
    """Two replays side by side would wait for each other's rows and win nothing."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(data / "replay.lock", "w") as lock:
        if not _is_free(lock.fileno()):
            raise CannotRun(f"A replay is running on {data} already; wait for it, or stop it and start it again.")
        yield


def _is_free(descriptor: int) -> bool:
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _progress(rows: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error; standard output belongs to the result."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Replaying"), BarColumn(), MofNCompleteColumn(), TextColumn("rows"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=rows)
        yield lambda done: bar.advance(task, done)


def _say(figures: Mapping[str, object], seconds: float) -> None:
    print(
        f"{figures['rows']:,} rows are in the books after {seconds} s:"
        f" {figures['sales']:,} sales ({figures['sale_lines']:,} lines, {figures['sales_amount']} GBP"
        f" and {figures['free_lines']:,} free lines), {figures['reversals']:,} reversals"
        f" ({figures['reversal_lines']:,} lines, {figures['reversal_amount']} GBP),"
        f" {figures['adjustment_lines']:,} adjustment lines, {figures['skipped_lines']:,} skipped."
    )
