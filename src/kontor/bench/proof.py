"""Every measurement ends with this: the work was really done, and the books hold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import connection

from kontor.kernel.command_line import CannotRun
from kontor.maintenance.operations import verify_books

if TYPE_CHECKING:
    from kontor.bench.bench import Bench


def rows_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def ids_of(table: str) -> list[int]:
    """All of them, ascending."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def prove(bench: Bench) -> None:
    """Raises CannotRun when the books differ anywhere: a figure of wrong books is none."""
    proof = verify_books(clock=lambda: datetime.now(UTC))
    bench.say(f"verify: {len(proof.differences)} differences over {proof.compared['movements']:,} movements")
    if proof.differences:
        raise CannotRun(f"The books differ after the measurement: {proof.differences[0]}")
