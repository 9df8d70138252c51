"""Questions about the totals whose only right answer is no rows, and what is still waiting to be counted."""

from __future__ import annotations

from typing import Final

import msgspec

from kontor.kernel.statements import Read, among, keys_text
from kontor.reporting.counted_events import COUNTED_TYPES, DAY_TOTALS
from kontor.reporting.figures import MEASURES, DayDelta

MOST_ROWS: Final = 1_000


class Cursor(msgspec.Struct, frozen=True):
    position: int


class Aggregate(msgspec.Struct, frozen=True):
    aggregate: str


class Stray(msgspec.Struct, frozen=True):
    """A share of a document that is not there."""

    subject: int
    document_id: int


def cursor_read() -> Read:
    sql = "SELECT c.position FROM kernel_handlercursor c WHERE c.handler = %s"
    return Read(sql, (DAY_TOTALS,), Cursor)


def waiting_read(position: int) -> Read:
    """The documents whose news is not counted yet."""
    sql = (
        f"SELECT e.aggregate FROM kernel_event e WHERE {among('e.type', str)} AND e.position IS NULL"
        f" UNION SELECT e.aggregate FROM kernel_event e WHERE {among('e.type', str)}"
        " AND e.position > CAST(%s AS bigint)"
        " UNION SELECT f.aggregate FROM kernel_failedevent f WHERE f.handler = %s"
    )
    types = keys_text(sorted(COUNTED_TYPES))
    return Read(sql, (types, types, str(position), DAY_TOTALS), Aggregate)


def wrong_totals_read() -> Read:
    """Days whose total is not the sum of its shares, with how much too much stands there."""
    sums = ", ".join(f"CAST(sum(x.{name}) AS bigint) AS {name}" for name in MEASURES)
    wrong = " OR ".join(f"sum(x.{name}) <> 0" for name in MEASURES)
    names = ", ".join(MEASURES)
    minus = ", ".join(f"-{name}" for name in MEASURES)
    sql = (
        f"SELECT x.branch_id, x.business_date, {sums} FROM ("
        f"SELECT branch_id, business_date, {names} FROM reporting_daytotal UNION ALL"
        f" SELECT branch_id, business_date, {minus} FROM reporting_dayshare) x"
        f" GROUP BY x.branch_id, x.business_date HAVING {wrong} ORDER BY 1, 2 LIMIT {MOST_ROWS}"
    )
    return Read(sql, (), DayDelta)


def stray_shares_read() -> Read:
    sql = (
        "SELECT k.subject, k.document_id FROM reporting_dayshare k"
        " LEFT JOIN sales_salesorder o ON o.id = k.document_id AND k.subject = 1"
        " LEFT JOIN sales_salesreversal r ON r.id = k.document_id AND k.subject = 2"
        f" WHERE o.id IS NULL AND r.id IS NULL ORDER BY k.subject, k.document_id LIMIT {MOST_ROWS}"
    )
    return Read(sql, (), Stray)
