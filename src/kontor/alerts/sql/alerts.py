"""Opening and resolving from inside somebody's merged statement: `source` is a SELECT over what was just written."""

from __future__ import annotations

from datetime import datetime

from kontor.kernel.statements import Write, instant_text, is_postgres


def open_alerts_write(source: str, parameters: tuple[str, ...], now: datetime, *, name: str) -> Write:
    """Open an alert per row (kind, subject_kind, subject_key, branch_id, text) unless one is open already.

    PostgreSQL calls a function for each row: setting up an INSERT costs a twentieth of an order, and most open nothing.
    """
    if is_postgres():
        sql = (
            "SELECT kontor_open_alert(s.kind, s.subject_kind, s.subject_key, s.branch_id, s.text, %s::timestamptz)"
            f" FROM ({source}) AS s"
        )
        return Write(name, sql, (instant_text(now), *parameters))
    sql = (
        "INSERT INTO alerts_alert (kind, subject_kind, subject_key, branch_id, text, opened_at, resolver)"
        " SELECT s.kind, s.subject_kind, s.subject_key, s.branch_id, s.text, %s, ''"
        f" FROM ({source}) AS s WHERE true ON CONFLICT DO NOTHING RETURNING 1"
    )
    return Write(name, sql, (instant_text(now), *parameters))


def resolve_alerts_write(source: str, parameters: tuple[str, ...], now: datetime, *, name: str) -> Write:
    """Resolve the open alert of every row (kind, subject_kind, subject_key); its text stays as it was."""
    instant = "%s::timestamptz" if is_postgres() else "%s"
    sql = (
        f"UPDATE alerts_alert SET resolved_at = {instant}, resolver = 'system' FROM ({source}) AS s"
        " WHERE alerts_alert.kind = s.kind AND alerts_alert.subject_kind = s.subject_kind"
        " AND alerts_alert.subject_key = s.subject_key AND alerts_alert.resolved_at IS NULL RETURNING 1"
    )
    return Write(name, sql, (instant_text(now), *parameters))
