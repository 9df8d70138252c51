"""`kontor recount`: the day totals, counted again from the documents."""

from __future__ import annotations

import argparse
import time

import msgspec

from kontor.kernel.command_line import FOUND, OK, Outcome

MOST_SHOWN = 20


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
