"""Whether the day totals are what the documents and ledgers say: `kontor verify` and `kontor recount`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from kontor.kernel.statements import read_all, read_rows
from kontor.reporting.counted_events import ORDER_PREFIX, REVERSAL_PREFIX
from kontor.reporting.counting import counted_shares
from kontor.reporting.figures import MEASURES, ORDER, REVERSAL, DayDelta, Share, changed_shares, figures_of, key_of
from kontor.reporting.sql.day_totals import kept_read
from kontor.reporting.sql.documents import goods_read, next_ids_read, order_facts_read, reversals_read
from kontor.reporting.sql.proof import MOST_ROWS, cursor_read, stray_shares_read, waiting_read, wrong_totals_read

ORDERS: Final = "sales_salesorder"
REVERSALS: Final = "sales_salesreversal"
CHUNK: Final = 2_000
_NAMES: Final = {ORDER: "order", REVERSAL: "reversal"}
_HINT: Final = "Run ./kontor recount: it counts the days again from the documents."


class Difference(msgspec.Struct, frozen=True):
    """Two places that must say the same and do not."""

    kind: str
    subject: str
    expected: str
    found: str
    hint: str


def day_differences() -> list[Difference]:
    """At most some thousand differences in all branches; none, or the proof fails.

    Counts every document again but those whose news is still waiting in the outbox; before the counter has read
    anything there is nothing to prove. About one read for each 2,000 documents.
    """
    cursors, totals, strays = read_all([cursor_read(), wrong_totals_read(), stray_shares_read()])
    found = [_of_total(row) for row in totals]
    found += [
        Difference("day_share", _named(row.subject, row.document_id), "a document", "none", _HINT) for row in strays
    ]
    if cursors and cursors[0].position:
        waiting = {row.aggregate for row in read_rows(waiting_read(cursors[0].position))}
        for difference in _of_documents(waiting):
            found.append(difference)
            if len(found) >= MOST_ROWS:
                break
    return found


def id_chunks(table: str) -> Iterator[list[int]]:
    """Every key of ORDERS or REVERSALS, some at a time."""
    ids: list[int] = [0]
    while ids:
        ids = [row.id for row in read_rows(next_ids_read(table, ids[-1], CHUNK))]
        if ids:
            yield ids


def _of_documents(waiting: set[str]) -> Iterator[Difference]:
    for ids in id_chunks(ORDERS):
        known = [id_ for id_ in ids if f"{ORDER_PREFIX}{id_}" not in waiting]
        orders, goods, kept = read_all([order_facts_read(known), goods_read(known), kept_read(ORDER, known)])
        edited = {order.id for order in orders if order.branch_version > 1}
        days = [share for share in kept if share.document_id in edited]
        yield from _compared(kept, counted_shares(orders, goods, (), days))
    for ids in id_chunks(REVERSALS):
        known = [id_ for id_ in ids if f"{REVERSAL_PREFIX}{id_}" not in waiting]
        reversals, kept = read_all([reversals_read(known), kept_read(REVERSAL, known)])
        yield from _compared(kept, counted_shares((), (), reversals))


def _compared(kept: list[Share], counted: list[Share]) -> Iterator[Difference]:
    before = {key_of(share): share for share in kept}
    for share in changed_shares(kept, counted):
        subject = f"{_named(share.subject, share.document_id)} on {share.business_date}"
        old = before.get(key_of(share))
        yield Difference("day_share", subject, _told(share), _told(old) if old else "nothing", _HINT)


def _of_total(row: DayDelta) -> Difference:
    subject = f"branch {row.branch_id} on {row.business_date}"
    return Difference("day_total", subject, "the sum of its shares", f"too much: {_told(row)}", _HINT)


def _told(row: Share | DayDelta) -> str:
    values = zip(MEASURES, figures_of(row), strict=True)
    return ", ".join(f"{name} {value}" for name, value in values if value) or "nothing"


def _named(subject: int, document_id: int) -> str:
    return f"{_NAMES.get(subject, 'document')} {document_id}"
