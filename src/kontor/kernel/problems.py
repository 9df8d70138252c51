"""Every refusal and every failure as RFC 9457 problem+json. The only place that turns an error into HTTP.

`type` is "/problems/<code>", `code` is stable, and the error's typed data follow as members of their own.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.core.signals import got_request_exception
from django.db.utils import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions as drf

from kontor.kernel.errors import Busy, Forbidden, InvalidInput, KontorError, NotFound, TooManyRequests, Unavailable
from kontor.kernel.request_id import current as current_request_id

CONTENT_TYPE: Final = "application/problem+json"
_log: structlog.stdlib.BoundLogger = structlog.get_logger("kontor.problems")


class Problem(msgspec.Struct, frozen=True):
    """Why a request was refused. `code` never changes; each code may add members of its own."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str = ""


class Unreadable(KontorError):
    status = 400
    title = "The request cannot be read"
    code = "unreadable"


class MethodNotAllowed(KontorError):
    status = 405
    title = "This address does not know that method"
    code = "method_not_allowed"


class NotAcceptable(KontorError):
    status = 406
    title = "Answers are application/json"
    code = "not_acceptable"


class UnsupportedMediaType(KontorError):
    status = 415
    title = "Send application/json"
    code = "unsupported_media_type"


class BodyTooLarge(KontorError):
    status = 413
    title = "The body is too large; send it in parts"
    code = "body_too_large"


class Failed(KontorError):
    """Our fault: the answer holds nothing but the request id, under which the log has the rest."""

    title = "Something went wrong here"
    code = "internal_error"


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """What DRF calls for every exception that leaves a view."""
    return problem_response(error, context.get("request"))


def problem_response(error: Exception, request: HttpRequest | None) -> HttpResponse:
    """The answer to a request that ended with `error`. A failure of ours is logged and reported, never shown."""
    refusal = as_refusal(error)
    if isinstance(refusal, Failed):
        _log.error("problems.failed", exc_info=error)
        got_request_exception.send(sender=None, request=request)  # what Django tells its own listeners of a 500
    problem = Problem(
        f"/problems/{refusal.code}",
        refusal.title,
        refusal.status,
        refusal.detail,
        refusal.code,
        current_request_id(),
    )
    response = HttpResponse(_encoded(problem, refusal.data), content_type=CONTENT_TYPE, status=refusal.status)
    if refusal.retry_after_seconds is not None:
        response["Retry-After"] = str(refusal.retry_after_seconds)
    if refusal.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="kontor"'
    if isinstance(refusal, MethodNotAllowed):
        response["Allow"] = ", ".join(refusal.data.get("allow", ()))
    return response


def _encoded(problem: Problem, data: dict[str, Any]) -> bytes:
    """The standard members win over data of the same name; data without a value are left out."""
    standard = msgspec.structs.asdict(problem)
    own = {name: value for name, value in data.items() if value is not None and name not in standard}
    return msgspec.json.encode(standard | own, enc_hook=str)


def as_refusal(error: Exception) -> KontorError:
    """What `error` means to whoever asked; Failed where it is ours."""
    match error:
        case KontorError():
            return error
        case Http404() | drf.NotFound():
            return NotFound()
        case PermissionDenied():
            return Forbidden()
        case drf.APIException():
            return _of_framework(error)
        case RequestDataTooBig() | TooManyFieldsSent():
            return BodyTooLarge()
        case SuspiciousOperation():
            return Unreadable()
        case OperationalError() | InterfaceError():
            return _of_database(error)
        case DataError():
            return InvalidInput("A value is beyond what can be stored.")
    return Failed()


def _of_framework(error: drf.APIException) -> KontorError:
    match error:
        case drf.ParseError():
            return Unreadable(str(error.detail))
        case drf.MethodNotAllowed():
            return MethodNotAllowed(str(error.detail))
        case drf.UnsupportedMediaType():
            return UnsupportedMediaType(str(error.detail))
        case drf.NotAcceptable():
            return NotAcceptable(str(error.detail))
        case drf.Throttled():
            return TooManyRequests(retry_after_seconds=int(error.wait or 1))  # type: ignore[attr-defined]  # not in the stub
    return Failed()


# What PostgreSQL calls it when somebody else is at work, and classes of SQLSTATE where trying later helps.
_CONTENDED: Final = {"55P03", "40001", "40P01"}
_PASSING: Final = {"08", "53", "57", "58"}
_SQLITE_PASSING: Final = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN")


def _of_database(error: Exception) -> KontorError:
    """Busy where a lock was waited for too long, Unavailable where the database is gone or full; else our fault."""
    state = getattr(error.__cause__, "sqlstate", None)
    sqlite_name = getattr(error.__cause__, "sqlite_errorname", None)
    if state in _CONTENDED or "database is locked" in str(error):
        return Busy()
    if sqlite_name is not None:
        return Unavailable() if sqlite_name.startswith(_SQLITE_PASSING) else Failed()
    # psycopg has no SQLSTATE when there was no server to give one.
    return Unavailable() if state is None or state[:2] in _PASSING else Failed()
