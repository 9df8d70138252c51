"""`kontor verify`: recompute everything from the ledgers and compare. Exit code 1 when something differs."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import msgspec

from kontor.kernel.command_line import FOUND, Outcome

if TYPE_CHECKING:
    from kontor.maintenance.types import Verification

_SHOWN: Final = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    del parser  # it takes none: the whole installation is proved


def run(arguments: argparse.Namespace) -> Outcome:
    """Say what was compared and every kind of difference, the most telling first."""
    from kontor.maintenance.operations import verify_books

    verification = verify_books(clock=lambda: datetime.now(UTC))
    print(_told(verification))
    for difference in verification.differences[:_SHOWN]:
        print(f"  {difference}")
    if len(verification.differences) > _SHOWN:
        print(f"  ... and {len(verification.differences) - _SHOWN:,} more; --json lists them all.")
    return Outcome(FOUND if verification.differences else 0, _report(verification))


def _told(verification: Verification) -> str:
    compared, seconds = verification.compared, (verification.finished_at - verification.started_at).total_seconds()
    counted = len(verification.differences)
    sums = (
        f"{compared.levels:,} stock levels with {compared.movements:,} movements of {compared.postings:,} postings,"
        f" {compared.orders:,} orders with {compared.lines:,} lines, {compared.reversals:,} reversals,"
        f" {compared.adjustments:,} adjustments, {compared.transfers:,} transfers, {compared.events:,} events,"
        f" {compared.links} foreign keys and {compared.guards} guards in {seconds:.1f} s"
    )
    nothing = " The books are empty: there was nothing to compare." if compared.is_nothing else ""
    return f"{counted:,} {'difference' if counted == 1 else 'differences'}. Compared: {sums}.{nothing}"


def _report(verification: Verification) -> dict[str, object]:
    seconds = (verification.finished_at - verification.started_at).total_seconds()
    return {
        "differences": len(verification.differences),
        "compared": msgspec.to_builtins(verification.compared),
        "found": msgspec.to_builtins(verification.differences),
        "seconds": round(seconds, 1),
    }
