"""Choosing rows by thousands of keys, so that a plan made while the table was empty still serves when it is full."""

from __future__ import annotations

from kontor.kernel.statements import among, is_postgres


def one_of(column: str, kind: type[int] | type[str] = str) -> str:
    """SQL for "column is one of the keys", which are passed as one parameter: `keys_text(keys)`.

    As `among`, but joined: PostgreSQL hashes the keys where it walks the table, and need not compare every row with
    every key when it still believes the table to be small.
    """
    if is_postgres():
        return f"{column} IN (SELECT unnest(%s::{'bigint' if kind is int else 'text'}[]))"
    return among(column, kind)
