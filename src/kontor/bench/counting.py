"""Statements counted where they leave the client: every one, BEGIN and COMMIT too."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
from django.db import connection

from kontor.kernel.warm_connection import own_connection_as_warm

#: What libpq's trace calls the messages that run a statement; Parse only prepares one, once a connection.
_RUNS: Final = re.compile(r"^[^\t]*\tF\t\d+\t(?:Query|Execute)\b", re.MULTILINE)
_PARSES: Final = re.compile(r"^[^\t]*\tF\t\d+\tParse\b", re.MULTILINE)
_KINDS: Final = {"SELECT": "reads", "WITH": "reads"} | dict.fromkeys(
    ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"), "brackets"
)


class Count(msgspec.Struct, frozen=True):
    """`statements` the client sent; of SQLite's also how many read, write, and begin or end a transaction.

    `prepared`: how many of them anew (PostgreSQL). `steps`: how often the engine ran one, rows of an executemany one
    by one (SQLite, which runs inside the client and has no round trips).
    """

    statements: int
    prepared: int = 0
    steps: int = 0
    reads: int = 0
    writes: int = 0
    brackets: int = 0


def count_statements(call: Callable[[], None]) -> Count:
    """Run `call` and count what it sends on this thread's connection."""
    connection.ensure_connection()
    return _on_postgres(call) if connection.vendor == "postgresql" else _on_sqlite(call)


def _on_postgres(call: Callable[[], None]) -> Count:
    """From libpq's own trace of the wire."""
    with tempfile.NamedTemporaryFile("rb") as trace:
        line = connection.connection.pgconn
        line.trace(trace.fileno())
        try:
            with own_connection_as_warm():
                call()
        finally:
            line.untrace()
        wire = Path(trace.name).read_text(errors="replace")  # libpq has moved this file's own position to the end
    return Count(len(_RUNS.findall(wire)), prepared=len(_PARSES.findall(wire)))


def _on_sqlite(call: Callable[[], None]) -> Count:
    """What Django passes to the driver, and the ends of transactions, which the driver sends itself."""
    asked: list[str] = []
    ran: list[str] = []

    def note(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: dict[str, Any]) -> Any:
        asked.append(sql)
        return execute(sql, parameters, many, context)

    connection.connection.set_trace_callback(ran.append)
    try:
        with connection.execute_wrapper(note):
            call()
    finally:
        connection.connection.set_trace_callback(None)
    asked += [sql for sql in ran if sql in ("COMMIT", "ROLLBACK")]
    kinds = [_KINDS.get(sql.split(maxsplit=1)[0], "writes") for sql in asked]
    # A trigger's own statements are traced as comments.
    steps = sum(not sql.startswith("--") for sql in ran)
    return Count(len(asked), 0, steps, *(kinds.count(kind) for kind in ("reads", "writes", "brackets")))
