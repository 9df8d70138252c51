"""Whether the suppliers' accounts are what their ledger says: for `kontor verify`."""

from __future__ import annotations

import msgspec

from kontor.kernel.statements import read_rows
from kontor.payables.sql.proof import contradiction_reads


class Difference(msgspec.Struct, frozen=True):
    """Two places that must say the same and do not. Amounts are minor units."""

    kind: str
    subject: str
    expected: str
    found: str
    hint: str


def payables_differences(limit: int = 1_000) -> list[Difference]:
    """At most `limit` differences; none, or the proof fails. Sums the ledger once."""
    found = [
        Difference(kind, row.subject, row.expected, row.found, hint)
        for kind, (read, hint) in contradiction_reads(limit).items()
        for row in read_rows(read)
    ]
    return found[:limit]
