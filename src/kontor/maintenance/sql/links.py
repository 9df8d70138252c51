"""Foreign keys looked up row by row, whatever the database itself believes of its constraints."""

from __future__ import annotations

from typing import Final

import msgspec

from kontor.kernel.statements import Read

MOST_ROWS: Final = 1_000


class Link(msgspec.Struct, frozen=True):
    """A column whose values must be keys of another table."""

    table: str
    key: str
    column: str
    target: str
    target_column: str


class Orphan(msgspec.Struct, frozen=True):
    key: str
    value: str


def orphans_read(link: Link) -> Read:
    sql = (
        f"SELECT CAST(c.{link.key} AS text) AS key, CAST(c.{link.column} AS text) AS value FROM {link.table} c"
        f" WHERE c.{link.column} IS NOT NULL AND NOT EXISTS"
        f" (SELECT 1 FROM {link.target} p WHERE p.{link.target_column} = c.{link.column})"
        f" ORDER BY c.{link.key} LIMIT {MOST_ROWS}"
    )
    return Read(sql, (), Orphan)
