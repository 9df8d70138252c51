"""The web application called in this process, gate and all: for looking at what one request does."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from functools import cache
from typing import Any
from wsgiref.util import setup_testing_defaults

import msgspec
from django.core.wsgi import get_wsgi_application


class OwnAnswer(msgspec.Struct, frozen=True):
    status: int
    body: bytes


def ask_here(method: str, path: str, *, secret: str, body: object = None, query: str = "") -> OwnAnswer:
    """One request with a fresh key, answered by this process on this process's connection."""
    sent = b"" if body is None else msgspec.json.encode(body)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(sent)),
        "HTTP_HOST": "localhost",
        "HTTP_AUTHORIZATION": f"Bearer {secret}",
        "HTTP_IDEMPOTENCY_KEY": uuid.uuid4().hex,
        "wsgi.input": io.BytesIO(sent),
    }
    setup_testing_defaults(environ)
    status: list[str] = []

    def start(line: str, _headers: object, _error: object = None) -> Callable[[bytes], object]:
        status.append(line)
        return status.append  # type: ignore[return-value]  # nothing is ever written this way

    answer = _application()(environ, start)
    try:
        received = b"".join(answer)
    finally:
        answer.close()
    return OwnAnswer(int(status[0].split()[0]), received)


@cache
def _application() -> Any:
    return get_wsgi_application()
