"""Whether the orders agree with their lines, with the stock ledger and with the stock levels: `kontor verify`."""

from __future__ import annotations

import msgspec

from kontor.kernel.statements import read_rows
from kontor.sales.sql.proof import proof_reads


class Difference(msgspec.Struct, frozen=True):
    """Two places that must say the same and do not. Quantities are base units, amounts minor units."""

    kind: str
    subject: str
    expected: str
    found: str
    hint: str


def sales_differences() -> list[Difference]:
    """Every difference in all branches, at most 1,000 a kind; none, or the proof fails. One read a kind."""
    return [
        Difference(kind, row.subject, row.expected, row.found, hint)
        for kind, (read, hint) in proof_reads().items()
        for row in read_rows(read)
    ]
