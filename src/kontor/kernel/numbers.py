"""Document numbers. Orders, shipments and stock documents take theirs from blocks: gaps are allowed, reuse never.

A block is taken in a transaction of its own before the document's; a process that ends leaves the rest unused. Inside
somebody's transaction exactly the numbers needed are taken, and go back with it if it fails, unseen.
"""

from __future__ import annotations

import threading
from contextlib import nullcontext
from typing import Final

from django.db import connection, transaction

from kontor.kernel.statements import is_postgres

BLOCK: Final = 50
_lock = threading.Lock()
_blocks: dict[tuple[str, str], range] = {}


def next_numbers(series: str, count: int) -> list[int]:
    """`count` ascending numbers of `series` that nobody else has or will get."""
    if connection.in_atomic_block:
        start = _take(series, count)
        return list(range(start, start + count))
    with _lock:
        key = (str(connection.settings_dict["NAME"]), series)
        block = _blocks.get(key, range(0))
        if len(block) < count:
            block = _take_block(series, max(BLOCK, count))
            _forget_other_days(key)
        _blocks[key] = block[count:]
        return list(block[:count])


def next_numbers_above(series: str, count: int, above: int) -> list[int]:
    """As next_numbers, but past `above`: for a series whose next numbers were used by hand. Inside a transaction."""
    assert connection.in_atomic_block
    start = _take(series, count, above)
    return list(range(start, start + count))


def _take_block(series: str, count: int) -> range:
    with nullcontext() if is_postgres() else transaction.atomic():  # on SQLite only transactions wait in the queue
        start = _take(series, count)
    return range(start, start + count)


def _take(series: str, count: int, above: int = 0) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_numberseries (series, next_value) VALUES (%s, 1 + %s + %s)"
            " ON CONFLICT (series) DO UPDATE SET next_value = %s + CASE"
            " WHEN kernel_numberseries.next_value > %s THEN kernel_numberseries.next_value ELSE 1 + %s END"
            " RETURNING next_value",
            [series, above, count, count, above, above],
        )
        (after,) = cursor.fetchone()
    return int(after) - count


def _forget_other_days(key: tuple[str, str]) -> None:
    if len(_blocks) > 64:
        _blocks.clear()
        _blocks[key] = range(0)
