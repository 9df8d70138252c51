"""`kontor verify`: prove the books."""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime

import msgspec

from kontor.kernel.command_line import FOUND, OK, Outcome

MOST_SHOWN = 20


def add_verify_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "recompute every level, promise and document total from the ledger, and compare"


def run_verify(arguments: argparse.Namespace) -> Outcome:
    """0 when nothing differs; 1 with the first rows that do."""
    from kontor.maintenance.operations import verify_books

    started = time.monotonic()
    proof = verify_books(clock=lambda: datetime.now(UTC))
    seconds = round(time.monotonic() - started, 1)
    looked_at = ", ".join(f"{rows:,} {name}" for name, rows in proof.compared.items())
    print(f"Compared {looked_at} in {seconds} s.")
    if proof.is_empty:
        print("There is nothing in the books yet, so nothing was proved.")
    for difference in proof.differences[:MOST_SHOWN]:
        print(difference)
    if len(proof.differences) > MOST_SHOWN:
        print(f"... and {len(proof.differences) - MOST_SHOWN} more")
    print(f"{len(proof.differences)} differences")
    report = {
        "differences": len(proof.differences),
        "found": msgspec.to_builtins(proof.differences),
        "first": msgspec.to_builtins(proof.differences[0]) if proof.differences else None,
        "compared": dict(proof.compared),
        "seconds": seconds,
    }
    return Outcome(FOUND if proof.differences else OK, report)
