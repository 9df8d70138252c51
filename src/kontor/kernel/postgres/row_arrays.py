"""Rows as one parameter: the text of an array of their table's own row type.

PostgreSQL reads it in a quarter of the time that the same rows take as JSON, since it carries no names: values stand in
the order of the table's columns, which is asked of the server once a connection.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Final, NamedTuple, get_args, get_type_hints

import msgspec
from psycopg.pq import TransactionStatus

from kontor.kernel.postgres.prepared import answered

_COLUMNS: Final = b"""
    SELECT coalesce(json_object_agg(relname, columns), '{}') FROM (
     SELECT c.relname, json_agg(a.attname ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'c')
     AND a.attnum > 0 AND NOT a.attisdropped
     GROUP BY c.relname) t
"""
#: What JSON writes of a character that stands for itself in an array: a control character, say.
_ESCAPED: Final = re.compile(rb'\\[^"\\]')
_TEXT_OR_NULL: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|null')
_encode: Final = msgspec.json.Encoder().encode_lines


class _Shape(NamedTuple):
    """How a Struct becomes a row of a table: its values in the columns' order, and the columns around them it lacks."""

    values: Callable[[msgspec.Struct], Any]
    has_null: bool
    before: bytes
    after: bytes


class RowArrays:
    """For one psycopg connection: what the columns of its database's tables are."""

    def __init__(self, connection: Any) -> None:
        self._pgconn = connection.pgconn
        self._columns: dict[str, Sequence[str]] = {}
        self._shapes: dict[tuple[str, type[msgspec.Struct]], _Shape | None] = {}
        self._learn()

    def forget(self) -> None:
        """The tables have changed."""
        self._columns = {}
        self._shapes = {}

    def text(self, table: str, rows: Sequence[msgspec.Struct]) -> str | None:
        """The rows as text of `table[]`; None where only JSON will do: for odd characters, or while nothing is known of
        the table's columns.
        """
        shape = self._shape(table, type(rows[0]))
        if shape is None:
            return None
        values = list(map(shape.values, rows))
        lines = _encode(values)
        if shape.has_null:
            lines = _without_nulls(lines, values)
        if b"\\" in lines:
            if _ESCAPED.search(lines):
                return None
            lines = lines.replace(b"\\", b"\\\\")
        # A line is [...] and its end: no text holds a line's end of its own, JSON escapes it.
        elements = lines[1:-2].replace(b'"', b'\\"').replace(b"]\n[", shape.after + b')","(' + shape.before)
        return b"".join((b'{"(', shape.before, elements, shape.after, b')"}')).decode()

    def _shape(self, table: str, row: type[msgspec.Struct]) -> _Shape | None:
        if not self._columns and self._pgconn.transaction_status != TransactionStatus.ACTIVE:
            self._learn()
        if not self._columns:
            return None
        key = table, row
        if key not in self._shapes:
            self._shapes[key] = _shape_of(self._columns.get(table, ()), row)
        return self._shapes[key]

    def _learn(self) -> None:
        found = answered(self._pgconn, lambda: self._pgconn.exec_(_COLUMNS))  # psycopg itself would open a transaction
        self._columns = msgspec.json.decode(found.get_value(0, 0))


def _without_nulls(lines: bytes, values: Sequence[Any]) -> bytes:
    """NULL in a row is nothing at all."""
    if b'"' not in lines or lines.count(b"null") == sum([row.count(None) for row in values]):
        return lines.replace(b"null", b"")
    return _TEXT_OR_NULL.sub(lambda found: b"" if found[0] == b"null" else found[0], lines)


def _shape_of(columns: Sequence[str], row: type[msgspec.Struct]) -> _Shape | None:
    fields = row.__struct_fields__
    own = [number for number, column in enumerate(columns) if column in fields]
    if len(own) < 2 or len(own) != len(fields) or own != list(range(own[0], own[-1] + 1)):
        return None
    names = tuple(columns[number] for number in own)
    values = msgspec.structs.astuple if names == fields else attrgetter(*names)  # the first is five times as fast
    has_null = any(type(None) in get_args(hint) for hint in get_type_hints(row).values())
    return _Shape(values, has_null, b"," * own[0], b"," * (len(columns) - 1 - own[-1]))
