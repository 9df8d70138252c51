"""Primary keys before their rows are written, so that the rows of one statement can name each other."""

from __future__ import annotations

import msgspec

from kontor.kernel.statements import Read, is_postgres


class Id(msgspec.Struct, frozen=True):
    id: int


def next_ids(table: str, count: int) -> Read:
    """`count` fresh primary keys of `table`, as rows of `Id`; on SQLite only inside the transaction that uses them."""
    if is_postgres() and count == 1:
        return Read(f"SELECT nextval('{table}_id_seq') AS id", (), Id)
    if is_postgres():
        return Read(f"SELECT nextval('{table}_id_seq') AS id FROM generate_series(1, %s::bigint)", (str(count),), Id)
    return Read(
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s + 0)"
        f" SELECT i + coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), 0) AS id FROM n",
        (str(count),),
        Id,
    )
