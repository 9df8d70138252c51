"""The id of the request being answered, for logs and the audit trail; "" outside a request."""

from __future__ import annotations

from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    return _current.get()


def set_current(request_id: str) -> None:
    _current.set(request_id)
