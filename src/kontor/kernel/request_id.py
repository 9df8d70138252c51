"""The id of the request being answered, for logs and the audit trail; "" outside a request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    return _current.get()


def set_current(request_id: str) -> None:
    _current.set(request_id)


@contextmanager
def as_current(request_id: str) -> Iterator[None]:
    """For work that one request does for another."""
    before = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(before)
