"""Gives every request an id and writes one access line when it is answered."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from random import getrandbits
from typing import Final

import structlog
from django.http import HttpRequest, HttpResponse

from kontor.kernel.request_id import set_current

_ACCEPTED_ID: Final = re.compile(r"[A-Za-z0-9_-]{8,40}")
_QUIET_PATHS: Final = {"/livez", "/readyz"}
_log: structlog.stdlib.BoundLogger = structlog.get_logger("kontor.access_log")


def request_id(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Bind the caller's X-Request-ID, or a new one, to every log line of the request, and send it back.

    The access line names the route, not the path: a path may carry a customer's name in a search.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        given = request.META.get("HTTP_X_REQUEST_ID", "")  # `request.headers` is built from the whole environment
        # Not from the system's source of chance: asking it lets other threads in between.
        identity = given if _ACCEPTED_ID.fullmatch(given) else f"{getrandbits(128):032x}"
        set_current(identity)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=identity)
        response = get_response(request)
        response["X-Request-ID"] = identity
        if request.path not in _QUIET_PATHS:
            _log.info(
                "request",
                method=request.method,
                route=request.resolver_match.route if request.resolver_match else None,
                status=response.status_code,
                milliseconds=round((time.perf_counter() - started) * 1000, 1),
            )
        set_current("")  # the thread goes on to other work
        return response

    return answer
