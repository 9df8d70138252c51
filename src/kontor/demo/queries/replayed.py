"""What the books hold of a replayed file. Asked by the replay itself, which sees all branches of its own company."""

from __future__ import annotations

from collections.abc import Iterable

from kontor.demo.sql.replayed import KnownSku, Sums, done_read, known_skus_read, sums_read
from kontor.demo.types import ReplayFigures
from kontor.kernel.money import decimal_from_minor
from kontor.kernel.statements import read_rows


def done_references(source: str) -> set[str]:
    """The documents of the file that need nothing more."""
    return {row.reference for row in read_rows(done_read(source))}


def known_skus(source: str, codes: Iterable[str]) -> dict[str, KnownSku]:
    """The SKUs among `codes` that are there, by code."""
    return {row.code: row for row in read_rows(known_skus_read(source, sorted(codes)))}


def replay_figures(source: str, currency: str) -> ReplayFigures:
    """Sums over the documents; nothing is taken from what a reader counted."""
    sums: Sums = read_rows(sums_read(source))[0]
    return ReplayFigures(
        rows=sums.sale_lines + sums.free_lines + sums.reversal_lines + sums.adjustment_lines + sums.skipped_lines,
        sales=sums.sales,
        sale_lines=sums.sale_lines,
        sales_amount=decimal_from_minor(sums.sales_minor, currency),
        reversals=sums.reversals,
        reversal_lines=sums.reversal_lines,
        reversal_amount=decimal_from_minor(sums.reversal_minor, currency),
        free_lines=sums.free_lines,
        adjustment_lines=sums.adjustment_lines,
        skipped_lines=sums.skipped_lines,
    )
