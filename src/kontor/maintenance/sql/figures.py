"""Which tables there are, and what each holds: rows, and the sum of every column of whole numbers.

By the database's own catalog and not by the models, so that a backup of another version can be counted too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from kontor.kernel.statements import Read, is_postgres

#: SQLite sums whole numbers in 63 bits and refuses more: high and low part are summed apart.
PART: Final = 1_000_000_000


class Column(msgspec.Struct, frozen=True):
    table: str
    column: str
    is_whole: int


_SQLITE: Final = """SELECT m.name AS "table", c.name AS "column",
 CASE WHEN lower(c.type) IN ('integer', 'bigint', 'smallint', 'integer unsigned', 'bigint unsigned',
 'smallint unsigned', 'bool') THEN 1 ELSE 0 END AS is_whole
 FROM sqlite_master m JOIN pragma_table_info(m.name) c
 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name, c.cid"""

_POSTGRES: Final = """SELECT c.table_name::text AS "table", c.column_name::text AS "column",
 (c.data_type IN ('smallint', 'integer', 'bigint'))::int AS is_whole
 FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
 WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' ORDER BY 1, c.ordinal_position"""


def columns_read() -> Read:
    return Read(_POSTGRES if is_postgres() else _SQLITE, (), Column)


def figures_sql(table: str, columns: Sequence[str]) -> str:
    """One row: how many rows, then the high and the low part of each column's sum."""
    parts = [f'coalesce(sum("{column}" {part} {PART}), 0)' for column in columns for part in "/%"]
    return f'SELECT {", ".join(["count(*)", *parts])} FROM "{table}"'
