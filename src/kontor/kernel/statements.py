"""Reads and writes as values: (SQL, parameters, what must come of it).

An operation lists what it wants to read and to write; this module decides how it travels. All reads go as one
statement. PostgreSQL gets all writes as one statement too (`WITH w AS (...)`), so that an order costs two round trips;
SQLite runs them one by one inside the transaction. Rows are msgspec Structs: field names are column names.

Parameters are texts: psycopg prepares a statement per parameter type, and an integer's type depends on its size.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final, TypeVar

import msgspec
from django.db import connection
from django.db.backends.utils import CursorWrapper

from kontor.kernel.write_errors import GuardMissed, Translated

T = TypeVar("T", bound=msgspec.Struct)
Row = msgspec.Struct

_server: Any = connection  # where it is PostgreSQL: that of kernel.postgres
_POSTGRES_TYPES: Final = {int: "bigint", str: "text", bool: "boolean", datetime: "timestamptz", date: "date"}


class Read(msgspec.Struct, frozen=True):
    """One SELECT. Its columns are named as the fields of `row`; a Struct with `array_like` has a column for each."""

    sql: str
    parameters: tuple[str, ...]
    row: type[Any]


class Write(msgspec.Struct, frozen=True):
    """One statement that changes rows; `expected` rows must come back, or all of it fails.

    It ends in RETURNING, or is a SELECT that calls a function that writes.
    """

    name: str
    sql: str
    parameters: tuple[str | None, ...]
    expected: int | None = None
    many: Sequence[tuple[Any, ...]] | None = None  # SQLite inserts: one tuple a row
    is_one_row: bool = False  # gives back one row at most


@cache
def is_postgres() -> bool:
    """Which of the two databases this process has; asked fifty times an order, and it never changes."""
    return connection.vendor == "postgresql"


# --- sources: rows as a table inside a statement -----------------------------------------------------------------


def records(row: type[Row], alias: str = "d") -> str:
    """SQL for a table `alias` whose rows are passed as one parameter, made by `records_text`."""
    return _records(row, alias, is_postgres())


@cache
def _records(row: type[Row], alias: str, postgres: bool) -> str:
    kinds = column_types(row)
    if postgres:
        columns = ", ".join(f"{name} {_POSTGRES_TYPES[kind]}" for name, kind in kinds.items())
        return f"json_to_recordset(%s::json) AS {alias}({columns})"
    columns = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in kinds)
    return f"(SELECT {columns} FROM json_each(%s)) AS {alias}"


def sent_rows(kind: str, rows: Sequence[Row]) -> tuple[str, str]:
    """PostgreSQL's SQL for a table `d` of these rows, and their text: an array of the table's or type's own rows."""
    text = _server.array_text(kind, rows)
    if text is None:
        return _records(type(rows[0]), "d", True), records_text(rows)
    return f"unnest(%s::{kind}[]) d", text


def records_text(rows: Sequence[Row]) -> str:
    if not is_postgres() and rows and any(kind in (datetime, date) for kind in column_types(type(rows[0])).values()):
        names = column_types(type(rows[0]))
        return msgspec.json.encode([dict(zip(names, values, strict=True)) for values in _tuples(rows)]).decode()
    return msgspec.json.encode(rows).decode()


def among(column: str, kind: type[int] | type[str]) -> str:
    """SQL for "column is one of the keys", which are passed as one parameter: `keys_text(keys)`."""
    if not is_postgres():
        return f"{column} IN (SELECT value FROM json_each(%s))"
    return f"{column} = ANY (%s::{_POSTGRES_TYPES[kind]}[])"


def keys_text(keys: Iterable[int] | Iterable[str]) -> str:
    """The keys as one parameter. One that holds NUL is left out: no stored text has it, and PostgreSQL refuses it."""
    listed = [key for key in keys if not (isinstance(key, str) and "\0" in key)]
    if not is_postgres():
        return msgspec.json.encode(listed).decode()
    return "{" + ",".join([_in_array(key) if isinstance(key, str) else str(key) for key in listed]) + "}"


def _in_array(key: str) -> str:
    """The key as an element of an array's text."""
    if '"' in key or "\\" in key:
        key = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{key}"'


def for_update(alias: str) -> str:
    """The lock clause: SQLite needs none, its writers take turns."""
    return f" FOR UPDATE OF {alias}" if is_postgres() else ""


def instant_text(at: datetime) -> str:
    """An instant as a parameter, written as Django writes its columns."""
    return at.isoformat() if is_postgres() else _sqlite_instant(at)


@cache
def column_types(row: type[Row]) -> dict[str, type]:
    """Field -> plain type, `X | None` taken as X."""
    return {name: _plain(hint) for name, hint in typing.get_type_hints(row).items() if name in row.__struct_fields__}


def _plain(hint: Any) -> type:
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        (hint,) = (part for part in typing.get_args(hint) if part is not type(None))
    return typing.cast(type, hint)


# --- inserts -----------------------------------------------------------------------------------------------------


def insert(table: str, rows: Sequence[Row], *, name: str | None = None) -> Write:
    """Insert every row or fail. Columns without a field take no default of Django's: name them all but `id`."""
    assert rows, f"nothing to insert into {table}"
    row = type(rows[0])
    if is_postgres() and len(rows) == 1:
        return Write(name or table, _insert_one_sql(table, row), _texts(rows[0]), expected=1, is_one_row=True)
    if is_postgres():
        source, text = sent_rows(table, rows)
        return Write(name or table, _insert_rows_sql(table, row, source), (text,), len(rows))
    return Write(name or table, _insert_sql(table, row), (), expected=len(rows), many=_tuples(rows))


@cache
def _insert_sql(table: str, row: type[Row]) -> str:
    fields = row.__struct_fields__
    return f"INSERT INTO {table} ({', '.join(fields)}) VALUES ({', '.join(['%s'] * len(fields))})"


@cache
def _insert_rows_sql(table: str, row: type[Row], source: str) -> str:
    columns = ", ".join(row.__struct_fields__)
    return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {source} RETURNING 1"


@cache
def _insert_one_sql(table: str, row: type[Row]) -> str:
    """One row needs no JSON: its values are parameters of their own."""
    values = ", ".join(f"%s::{_POSTGRES_TYPES[kind]}" for kind in column_types(row).values())
    return f"INSERT INTO {table} ({', '.join(row.__struct_fields__)}) VALUES ({values}) RETURNING 1"


def _texts(row: Row) -> tuple[str | None, ...]:
    values = msgspec.structs.astuple(row)
    return tuple([value if value is None or value.__class__ is str else str(value) for value in values])


def _tuples(rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    convert = _converters(type(rows[0]))
    plain = [msgspec.structs.astuple(row) for row in rows]
    if not convert:
        return plain
    return [tuple(convert[i](v) if i in convert else v for i, v in enumerate(values)) for values in plain]


@cache
def _converters(row: Any) -> dict[int, Callable[[Any], Any]]:
    kinds = enumerate(column_types(row).values())
    return {index: _SQLITE_CONVERTERS[kind] for index, kind in kinds if kind in _SQLITE_CONVERTERS}


def _sqlite_instant(at: datetime | None) -> Any:
    return None if at is None else at.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


def _sqlite_date(on: date | None) -> Any:
    return None if on is None else on.isoformat()


_SQLITE_CONVERTERS: Final[dict[type, Callable[[Any], Any]]] = {datetime: _sqlite_instant, date: _sqlite_date}


# --- running them ------------------------------------------------------------------------------------------------


def read_all(reads: Sequence[Read]) -> list[list[Any]]:
    """The rows of every read, in the order given: one statement."""
    if not is_postgres():
        with connection.cursor() as cursor:
            return _read_all_sqlite(cursor, reads)
    with Translated():
        texts = _server.row_of(*merged_reads(reads))
    return decoded(reads, texts)


def read_rows(read: Read) -> list[Any]:
    return read_all([read])[0]


def read_page(read: Read) -> list[Any]:
    """The rows of one read that are many and plain: straight from the driver, twice as fast as through JSON.

    Its columns stand in the order of the Struct's fields and have their types: nothing numeric, nothing cast to text.
    """
    if not is_postgres():
        with connection.cursor() as cursor:
            return _read_sqlite(cursor, read)
    return [read.row(*values) for values in read_values(read)]


def read_values(read: Read) -> list[tuple[Any, ...]]:
    """As `read_page`, each row as its values in the order of the Struct's fields: for whom Structs are too slow."""
    if not is_postgres():
        return [msgspec.structs.astuple(row) for row in read_page(read)]
    with Translated():
        names, rows = _server.rows_of(read.sql, read.parameters)
    assert names == list(read.row.__struct_fields__), read.row
    return typing.cast(list[tuple[Any, ...]], rows)


def write_all(writes: Sequence[Write]) -> None:
    """Write everything or nothing, in this order. Raises GuardMissed, AlreadyThere or Deadlocked; one may try again.

    Raises OutcomeUnknown where a standby did not confirm what is written: then only the same key may ask again.
    """
    if not writes:
        return
    if not is_postgres():
        assert connection.in_atomic_block
        with connection.cursor() as cursor, Translated():
            for write in writes:
                _write_sqlite(cursor, write)
        return
    with Translated():
        _server.row_of(*merged(writes))
    if not connection.in_atomic_block:
        _server.raise_if_in_doubt()


def merged(writes: Sequence[Write]) -> tuple[str, list[str | None]]:
    """All writes as PostgreSQL's one statement, and its parameters."""
    parameters = [text for write in writes for text in write.parameters]
    parameters.append(f"{{{','.join(str(write.expected) for write in writes if write.expected is not None)}}}")
    return _merged_writes(tuple(_shape(write) for write in writes)), parameters


def merged_reads(reads: Sequence[Read]) -> tuple[str, list[str]]:
    """All reads as PostgreSQL's one statement, and its parameters; `decoded` takes the texts it gives."""
    shapes = tuple([(read.sql, _array_fields(typing.cast(Any, read.row))) for read in reads])
    return _merged_reads(shapes), [text for read in reads for text in read.parameters]


def decoded(reads: Sequence[Read], texts: Sequence[bytes | str]) -> list[list[Any]]:
    """The rows of every read."""
    return [_decoder(typing.cast(Any, read.row))(text) for read, text in zip(reads, texts, strict=True)]


@cache
def _array_fields(row: Any) -> tuple[str, ...]:
    """The columns in order where rows are sent as arrays: of Structs with `array_like`, which many are read of."""
    return row.__struct_fields__ if row.__struct_config__.array_like else ()


@cache
def _merged_reads(reads: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    parts = []
    for sql, fields in reads:
        row = f"json_build_array({', '.join(f'r.{field}' for field in fields)})" if fields else "r"
        parts.append(f"(SELECT coalesce(json_agg({row}), '[]')::text FROM ({sql}) r)")
    return f"SELECT {', '.join(parts)}"


_Shape = tuple[str, str, str]
"""A write's name, its SQL, and what is asked of it: "count(*)", "1" where that is at most one row, "" for nothing."""


def _shape(write: Write) -> _Shape:
    if write.expected is None:
        return write.name, write.sql, ""
    return write.name, write.sql, "1" if write.is_one_row else "count(*)"


@cache
def _merged_writes(writes: tuple[_Shape, ...]) -> str:
    """Guards are asked for in the order of the writes, which is the order PostgreSQL then runs them in."""
    parts = ", ".join(f"{name} AS ({sql})" for name, sql, _ in writes)
    guarded = [(name, asked) for name, _, asked in writes if asked]
    counted = ", ".join(f"(SELECT {asked} FROM {name})" for name, asked in guarded)
    called = [f"(SELECT count(*) FROM {name})" for name, sql, _ in writes if sql.startswith("SELECT ")]
    names = ", ".join(name for name, _ in guarded)
    expected = f"kontor_expect(ARRAY[{counted}]::bigint[], %s::bigint[], '{names}')"
    return f"WITH {parts} SELECT {', '.join([expected, *called])}"


@cache
def _decoder(row: Any) -> Callable[[bytes | str], list[Any]]:
    return msgspec.json.Decoder(list[row]).decode


def _read_all_sqlite(cursor: CursorWrapper, reads: Sequence[Read]) -> list[list[Any]]:
    """All of them as one statement too: eight of them cost more than one."""
    if len(reads) < 2:
        return [_read_sqlite(cursor, read) for read in reads]
    names = [_columns_sqlite(read) for read in reads]
    sql = _merged_reads_sqlite(tuple((read.sql, columns) for read, columns in zip(reads, names, strict=True)))
    cursor.execute(sql, [text for read in reads for text in read.parameters])
    pages = zip(reads, names, cursor.fetchone(), strict=True)
    return [_rows_from_sqlite(msgspec.json.decode(text), columns, read.row) for read, columns, text in pages]


_columns_of: dict[str, tuple[str, ...]] = {}


def _columns_sqlite(read: Read) -> tuple[str, ...]:
    """What the read's columns are called; asked once, since a row may have fields that not every read fills."""
    if read.sql not in _columns_of:
        empty = f"SELECT * FROM ({read.sql}) LIMIT 0".replace("%s", "?").replace("%%", "%")
        _columns_of[read.sql] = tuple(
            column[0] for column in connection.connection.execute(empty, read.parameters).description
        )
    return _columns_of[read.sql]


@cache
def _merged_reads_sqlite(reads: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    parts = (
        f"(SELECT json_group_array(json_array({', '.join(f'r.{name}' for name in columns)})) FROM ({sql}) r)"
        for sql, columns in reads
    )
    return f"SELECT {', '.join(parts)}"


def _rows_from_sqlite(rows: Sequence[Sequence[Any]], columns: Sequence[str], row: Any) -> list[Any]:
    instants = _instant_names(row)
    return [_from_sqlite(dict(zip(columns, values, strict=True)), instants, row) for values in rows]


def _read_sqlite(cursor: CursorWrapper, read: Read) -> list[Any]:
    cursor.execute(read.sql, read.parameters)
    names = [column[0] for column in cursor.description]
    instants = _instant_names(typing.cast(Any, read.row))
    return [_from_sqlite(dict(zip(names, row, strict=True)), instants, read.row) for row in cursor.fetchall()]


def _from_sqlite(values: dict[str, Any], instants: frozenset[str], row: type[Any]) -> Any:
    """SQLite keeps an instant as text without its offset, which is UTC: Django writes it so."""
    for name in instants & values.keys():
        if values[name] is not None:
            values[name] = f"{values[name]}+00:00"
    in_order = _array_fields(typing.cast(Any, row))
    return msgspec.convert([values[name] for name in in_order] if in_order else values, row, strict=False)


@cache
def _instant_names(row: Any) -> frozenset[str]:
    return frozenset(name for name, kind in column_types(row).items() if kind is datetime)


def _write_sqlite(cursor: CursorWrapper, write: Write) -> None:
    if write.many is not None:
        cursor.executemany(write.sql, write.many)
        touched = cursor.rowcount
    else:
        cursor.execute(write.sql, write.parameters)
        touched = len(cursor.fetchall())
    if write.expected is not None and touched != write.expected:
        raise GuardMissed(f"{write.name}: {touched} of {write.expected}")
