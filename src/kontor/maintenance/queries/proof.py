"""Everything that proves the books, each package's part by its own queries, in one consistent view of the database."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kontor.inventory.queries.proof import differences as inventory_differences
from kontor.kernel.guards import missing_guards
from kontor.kernel.snapshot import snapshot
from kontor.kernel.statements import Read, read_rows
from kontor.maintenance.types import Difference, Proof
from kontor.sales.queries.proof import sales_differences


class _Compared(msgspec.Struct, frozen=True):
    levels: int
    movements: int
    postings: int
    orders: int
    lines: int
    reversals: int


_COUNTS = (
    "SELECT (SELECT count(*) FROM inventory_stocklevel) AS levels,"
    " (SELECT count(*) FROM inventory_stockmovement) AS movements,"
    " (SELECT count(*) FROM inventory_stockposting) AS postings,"
    " (SELECT count(*) FROM sales_salesorder) AS orders,"
    " (SELECT count(*) FROM sales_orderline) AS lines,"
    " (SELECT count(*) FROM sales_salesreversal) AS reversals"
)


def prove() -> Proof:
    """Compare every balance and total with the ledger. Sums the ledger once; writers go on meanwhile."""
    with snapshot():
        (compared,) = read_rows(Read(_COUNTS, (), _Compared))
        found = [*_guard_differences(), *_of(inventory_differences()), *_of(sales_differences())]
    return Proof(msgspec.structs.asdict(compared), found)


def _guard_differences() -> list[Difference]:
    return [
        Difference("guard", name, "present", "missing", "Run ./kontor migrate; find out who removed it.")
        for name in missing_guards()
    ]


def _of(differences: Sequence[msgspec.Struct]) -> list[Difference]:
    return [Difference(*msgspec.structs.astuple(difference)) for difference in differences]
