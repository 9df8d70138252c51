"""Years of orders in a moment: real ones, just placed, copied set by set under new keys, and the levels moved along.

Every table that placing an order leaves rows in grows as it would have grown; the events are those already delivered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
import psycopg

_CHUNK_ROWS: Final = 200_000
_SUBJECT: Final = "split_part(subject, ':', 1) || ':' || split_part(subject, ':', 2)::bigint + n * {orders}"


class _Copied(msgspec.Struct, frozen=True):
    """A table, its rows that are copied, and what stands in a copy's columns where they differ; n numbers the copies.
    A column `id` that is not named here is given by the table."""

    table: str
    rows: str
    changed: Mapping[str, str]


_RESERVED: Final = "IN (SELECT posting_id FROM sales_orderposting)"
_COPIED: Final = (
    _Copied("sales_salesorder", "true", {"id": "id + n * {orders}", "number": "number || '-' || n"}),
    _Copied("sales_orderline", "true", {"order_id": "order_id + n * {orders}"}),
    _Copied(
        "inventory_stockposting",
        f"id {_RESERVED}",
        {"id": "id + n * {postings}", "reference": "reference || '-' || n"},
    ),
    _Copied("inventory_stockmovement", f"posting_id {_RESERVED}", {"posting_id": "posting_id + n * {postings}"}),
    _Copied(
        "sales_orderposting",
        "true",
        {"order_id": "order_id + n * {orders}", "posting_id": "posting_id + n * {postings}"},
    ),
    _Copied("access_auditrecord", "subject LIKE 'sales.order:%'", {"subject": _SUBJECT}),
    _Copied(
        "kernel_event",
        "aggregate LIKE 'sales.order:%'",
        {"position": "id + n * {events}", "aggregate": _SUBJECT.replace("subject", "aggregate")},
    ),
    _Copied("kernel_idempotencykey", "true", {"token": "split_part(token, ':', 1) || ':' || md5(token || n)"}),
)
_MOVED_LEVELS: Final = """UPDATE inventory_stocklevel AS l SET on_hand = l.on_hand + d.on_hand * %s,
 reserved = l.reserved + d.reserved * %s, value_micros = l.value_micros + d.value * %s
 FROM (SELECT level_id, sum(on_hand_delta) AS on_hand, sum(reserved_delta) AS reserved, sum(value_delta_micros) AS value
 FROM copied_inventory_stockmovement GROUP BY level_id) d WHERE d.level_id = l.id"""


def grow(url: str, rows: int, say: Callable[[str], None]) -> int:
    """Copy the database's orders until the ledger has `rows` more rows than now, or a few more. How many it then has.

    Keys of the copies follow those that are there; the books hold afterwards as they held before.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        spans = {
            "orders": _number(connection, "SELECT max(id) FROM sales_salesorder"),
            "postings": _number(connection, "SELECT max(id) FROM inventory_stockposting"),
            "events": _number(connection, "SELECT max(id) FROM kernel_event"),
        }
        for copied in _COPIED:
            connection.execute(
                f"CREATE TEMPORARY TABLE copied_{copied.table} AS SELECT * FROM {copied.table} WHERE {copied.rows}"
            )
        each = _number(connection, "SELECT count(*) FROM copied_inventory_stockmovement")
        assert each, "there are no orders to copy"
        copies = -(-rows // each)
        _copy(connection, copies, max(1, _CHUNK_ROWS // each), spans, say)
        connection.execute(_MOVED_LEVELS, [copies, copies, copies])
        for table in ("sales_salesorder", "inventory_stockposting"):
            connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        return _number(connection, "SELECT count(*) FROM inventory_stockmovement")


def _copy(
    connection: psycopg.Connection[Any], copies: int, step: int, spans: dict[str, int], say: Callable[[str], None]
) -> None:
    statements = [_statement(connection, copied, spans) for copied in _COPIED]
    for first in range(1, copies + 1, step):
        last = min(copies, first + step - 1)
        with connection.transaction():
            for statement in statements:
                connection.execute(statement, [first, last])
        say(f"history: {last} of {copies} copies")


def _statement(connection: psycopg.Connection[Any], copied: _Copied, spans: dict[str, int]) -> str:
    columns = [
        name
        for (name,) in connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
            " ORDER BY ordinal_position",
            [copied.table],
        )
        if name != "id" or name in copied.changed
    ]
    values = [copied.changed.get(name, name).format(**spans) for name in columns]
    return (
        f"INSERT INTO {copied.table} ({', '.join(columns)}) SELECT {', '.join(values)}"
        f" FROM generate_series(%s::bigint, %s::bigint) AS n, copied_{copied.table}"
    )


def _number(connection: psycopg.Connection[Any], question: str) -> int:
    row = connection.execute(question).fetchone()
    assert row is not None
    return int(row[0] or 0)
