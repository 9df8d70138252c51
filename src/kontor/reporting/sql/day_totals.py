"""The shares that are kept, and the writes that keep shares and totals together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import connection

from kontor.kernel.statements import Read, Row, Write, among, is_postgres, keys_text, records, records_text
from kontor.reporting.figures import MEASURES, DayDelta, Share

_LOCK: Final = 7_305_010  # any constant: one counter at a time
_MEASURES: Final = ", ".join(MEASURES)


def take_turn() -> None:
    """Wait until nobody else counts, until the end of the transaction; SQLite's writers take turns anyway."""
    if is_postgres():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def kept_read(subject: int, document_ids: Sequence[int]) -> Read:
    sql = (
        f"SELECT k.subject, k.document_id, k.branch_id, k.business_date, {_MEASURES} FROM reporting_dayshare k"
        f" WHERE k.subject = CAST(%s AS smallint) AND {among('k.document_id', int)}"
        " ORDER BY k.document_id, k.business_date"
    )
    return Read(sql, (str(subject), keys_text(document_ids)), Share)


def shares_write(shares: Sequence[Share]) -> Write:
    """Shares as they are now; one that is kept already is replaced."""
    key = ("subject", "document_id", "business_date")
    replaced = ", ".join(f"{name} = excluded.{name}" for name in ("branch_id", *MEASURES))
    return _upsert("shares", "reporting_dayshare", shares, key, replaced)


def totals_write(added: Sequence[DayDelta]) -> Write:
    sums = ", ".join(f"{name} = reporting_daytotal.{name} + excluded.{name}" for name in MEASURES)
    return _upsert("totals", "reporting_daytotal", added, ("branch_id", "business_date"), sums)


def forget_strays_write() -> Write:
    """Shares of documents that are not there."""
    sql = (
        "DELETE FROM reporting_dayshare WHERE NOT ((subject = 1 AND EXISTS"
        " (SELECT 1 FROM sales_salesorder o WHERE o.id = document_id)) OR (subject = 2 AND EXISTS"
        " (SELECT 1 FROM sales_salesreversal r WHERE r.id = document_id))) RETURNING 1"
    )
    return Write("strays", sql, ())


def forget_totals() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reporting_daytotal")


def summed_totals_write() -> Write:
    sums = ", ".join(f"sum({name})" for name in MEASURES)
    sql = (
        f"INSERT INTO reporting_daytotal (branch_id, business_date, {_MEASURES})"
        f" SELECT branch_id, business_date, {sums} FROM reporting_dayshare"
        " GROUP BY branch_id, business_date RETURNING 1"
    )
    return Write("totals", sql, ())


def _upsert(name: str, table: str, rows: Sequence[Row], key: Sequence[str], update: str) -> Write:
    columns = ", ".join(rows[0].__struct_fields__)
    sql = (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {records(type(rows[0]))} WHERE true"
        f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {update} RETURNING 1"
    )
    return Write(name, sql, (records_text(rows),), expected=len(rows))
