"""The kinds of refusal. A package's errors.py subclasses one of them; only `kernel.problems` turns them into HTTP."""

from __future__ import annotations

from typing import Any, ClassVar


class KontorError(Exception):
    """A refusal with a stable `code`, a sentence that says what to do, and typed data for machines."""

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong"
    code: ClassVar[str] = "error"
    retry_after_seconds: int | None = None  # sent as Retry-After where trying again helps

    def __init__(self, detail: str = "", **data: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.data = data


class InvalidInput(KontorError):
    status = 422
    title = "The input cannot be accepted as it is"
    code = "invalid_input"


class NotFound(KontorError):
    status = 404
    title = "Not found"
    code = "not_found"


class Conflict(KontorError):
    status = 409
    title = "The present state does not allow this"
    code = "conflict"


class Forbidden(KontorError):
    status = 403
    title = "Not allowed for this role"
    code = "forbidden"


class Unavailable(KontorError):
    status = 503
    title = "Try again in a moment"
    code = "unavailable"
    retry_after_seconds = 5


class PreconditionFailed(Conflict):
    """If-Match names a version that is no longer the newest: somebody edited it meanwhile (412)."""

    status = 412
    title = "Somebody changed this meanwhile; read it again"
    code = "version_mismatch"


class PreconditionRequired(InvalidInput):
    """An edit without If-Match (428)."""

    status = 428
    title = "Send If-Match with the ETag you read"
    code = "if_match_required"


class Unauthenticated(Forbidden):
    status = 401
    title = "Sign in or send an API key"
    code = "unauthenticated"


class Busy(Conflict):
    """Another request holds the rows or the same idempotency key for longer than we wait (2 s)."""

    title = "Another request is at work on this; try again"
    code = "busy"
    retry_after_seconds = 1


class OutcomeUnknown(KontorError):
    """The database cannot say whether it will keep what was written: a standby did not confirm it (503)."""

    status = 503
    title = "It is not known whether this was kept; ask again with the same Idempotency-Key"
    code = "outcome_unknown"
    retry_after_seconds = 5


class TooManyRequests(KontorError):
    """More than the rate allows; `retry_after_seconds` says when there is room again."""

    status = 429
    title = "Too many requests"
    code = "too_many_requests"

    def __init__(self, detail: str = "", *, retry_after_seconds: int) -> None:
        super().__init__(detail or f"Try again in {retry_after_seconds} seconds.")
        self.retry_after_seconds = retry_after_seconds
