"""A connection kept warm for work that one thread at a time does for all of them.

Every thread has a connection of its own, and so a server process of its own, with plans and tables remembered of its
own. Where threads take turns at the same work, each turn would wake another of these processes, on whichever processor
it ran before: measured, a quarter of two processors stood idle meanwhile. With one connection that goes along with the
work it is a tenth.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections

from kontor.kernel.statements import is_postgres

#: Those that nobody uses, the one used last at the end. There are as many as were ever used at once.
_resting: Final[list[Any]] = []


@contextmanager
def warm_connection() -> Iterator[None]:
    """Let this thread work on the connection that was used last for such work, opened where there is none.

    For work outside a transaction. On SQLite, and where somebody looks on at this thread's own connection, it works on
    its own. A lost connection is replaced like a thread's own: by the next one who takes it.
    """
    own: Any = connections[DEFAULT_DB_ALIAS]
    if not is_postgres() or own.is_watched():
        yield
        return
    warm = _taken(own)
    connections[DEFAULT_DB_ALIAS] = warm
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = own
        _resting.append(warm)


@contextmanager
def own_connection_as_warm() -> Iterator[None]:
    """Have what asks for a warm connection get this thread's own: for looking at what goes over it."""
    own: Any = connections[DEFAULT_DB_ALIAS]
    own.inc_thread_sharing()
    _resting.append(own)
    try:
        yield
    finally:
        _resting.remove(own)
        own.dec_thread_sharing()


def close_warm_connections() -> None:
    """Close those that nobody uses. Whoever comes next opens one anew."""
    while _resting:
        _resting.pop().close()


def _taken(own: Any) -> Any:
    try:
        warm = _resting.pop()
    except IndexError:
        warm = own.copy()
        warm.inc_thread_sharing()
    if not warm.in_atomic_block:  # as somebody's own may be
        # What the start of a request does for the thread's own connection.
        warm.close_if_unusable_or_obsolete()
    return warm
