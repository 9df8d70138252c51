"""Between HTTP and typed values: one msgspec Struct per shape, decoded strictly, encoded the same way every time.

Unknown fields are refused (Structs that come in are declared with `forbid_unknown_fields=True`), so no client can set
what an operation does not ask for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final, Generic, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from msgspec import Meta

from kontor.kernel.errors import InvalidInput, NotFound, PreconditionRequired
from kontor.kernel.masking import for_viewer, refuse_masked
from kontor.kernel.quantity import MOST_BASE_UNITS, to_base

T = TypeVar("T")
Item = TypeVar("Item")
MOST_ID: Final = 2**63 - 1
MOST_BODY_BYTES: Final = 8 * 1024 * 1024
_INSTANT: Final = msgspec.json.Decoder(Annotated[datetime, Meta(tz=True)])
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAMED_FIELD: Final = re.compile(r"Object (?:missing required|contains unknown) field `([^`]*)`")
_TYPES: Final = re.compile(r"`([a-z]+(?: \| [a-z]+)*)`(?= of |,|$)")
_WORDS: Final = {
    "int": "a whole number",
    "float": "a decimal number",
    "str": "a text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
    "date": "a day",
    "datetime": "an instant",
}
_KEY: Final = re.compile(r"[\x21-\x7e]{1,200}")


class Incoming(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=False):
    """Base of every value that a client sends."""


def told(**limits: Any) -> Meta:
    """JSON Schema limits that clients are told of but `decode` leaves alone: an operation's own rules refuse them.

    So a batch can name every row that breaks one, and callers in process meet the same rules.
    """
    return Meta(extra_json_schema=limits)


class Page(msgspec.Struct, Generic[Item], frozen=True):
    """One page of a list; `next_cursor` is null on the last one."""

    items: Sequence[Item]
    next_cursor: str | None


class RequestKey(msgspec.Struct, frozen=True):
    """The Idempotency-Key of one request: whose it is, and a fingerprint of what was asked."""

    client_id: int
    key: str
    fingerprint: str

    @property
    def token(self) -> str:
        return f"{self.client_id}:{self.key}"


def decode(body: bytes, shape: type[T]) -> T:
    """The body as `shape`. Raises InvalidInput that names the field and what it should be, and FieldMasked for one
    that the sender may not see.
    """
    if len(body) > MOST_BODY_BYTES:
        raise InvalidInput(f"The body is larger than {MOST_BODY_BYTES // 2**20} MiB; send it in parts.")
    if b"\\u0000" in body and _NUL.search(body):
        raise InvalidInput("A text holds a NUL character, which no database keeps.")
    try:
        value = msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        message, _, pointer = str(error).partition(" - at `")
        way = pointer.rstrip("`").removeprefix("$").removeprefix(".")
        if named := _NAMED_FIELD.match(message):
            way = f"{way}.{named[1]}" if way else named[1]
        raise InvalidInput(f"{_TYPES.sub(_in_words, message)}.", field=way or None) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The body is no valid JSON: {error}.") from None
    refuse_masked(value)
    return value


def _in_words(types: re.Match[str]) -> str:
    return " or ".join(_WORDS.get(name, f"`{name}`") for name in types[1].split(" | "))


def encode(value: Any) -> bytes:
    """As JSON, with null in the fields that whoever is being answered may not see."""
    return msgspec.json.encode(for_viewer(value))


def respond(value: Any, *, status: int = 200, version: int | None = None) -> HttpResponse:
    """`value` as JSON; `version` becomes the ETag that an edit must send back."""
    response = HttpResponse(encode(value), content_type="application/json", status=status)
    if version is not None:
        response["ETag"] = f'"{version}"'
    return response


def request_key(request: HttpRequest, *, client_id: int) -> RequestKey:
    """The request's Idempotency-Key. Raises InvalidInput without one: every write needs it."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    if not _KEY.fullmatch(key):
        raise InvalidInput(
            "Send an Idempotency-Key header of 1 to 200 visible characters, new for each change, the same on a retry.",
            header="Idempotency-Key",
        )
    asked = b"\0".join([(request.method or "").encode(), request.get_full_path().encode(), request.body])
    asked += b"\0" + request.META.get("HTTP_IF_MATCH", "").encode()
    return RequestKey(client_id, key, hashlib.sha256(asked).hexdigest())


def if_match(request: HttpRequest) -> int:
    """The version an edit was based on. Raises PreconditionRequired (428) when it is missing or no ETag of ours."""
    tag = request.headers.get("If-Match", "").strip()
    match = re.fullmatch(r'"(\d{1,9})"', tag)
    if not match:
        raise PreconditionRequired(header="If-Match")
    return int(match[1])


def optional_if_match(request: HttpRequest) -> int | None:
    """The version a step insists on, None where it takes the row as it is. Raises PreconditionRequired for no ETag."""
    return if_match(request) if "If-Match" in request.headers else None


def integer(request: HttpRequest, name: str, *, default: int, least: int, most: int) -> int:
    """A whole number from the query string. Raises InvalidInput outside least..most."""
    text = request.GET.get(name, "")
    if not text:
        return default
    if not re.fullmatch(r"-?\d{1,18}", text) or not least <= int(text) <= most:
        raise InvalidInput(f"{name} must be a whole number from {least} to {most}.", field=name)
    return int(text)


def text(request: HttpRequest, name: str, *, most: int = 200) -> str:
    """A text from the query string, "" when it is not there. Raises InvalidInput beyond `most` characters."""
    value = request.GET.get(name, "").strip()
    if len(value) > most or "\0" in value:
        raise InvalidInput(f"{name} must be a text of at most {most} characters.", field=name)
    return value


def optional_integer(request: HttpRequest, name: str) -> int | None:
    """A key from the query string, None when it is not there. Raises InvalidInput when it is no positive number."""
    return integer(request, name, default=0, least=1, most=MOST_ID) or None


def optional_instant(request: HttpRequest, name: str) -> datetime | None:
    """An instant from the query string, None when it is not there. Raises InvalidInput otherwise."""
    given = text(request, name)
    return instant(given, name) if given else None


def optional_day(request: HttpRequest, name: str) -> date | None:
    """A calendar day from the query string, None when it is not there. Raises InvalidInput otherwise."""
    given = text(request, name)
    if not given:
        return None
    try:
        if _DAY.fullmatch(given):  # fromisoformat alone would take 20261121 and 2026-W47-6 too
            return date.fromisoformat(given)
    except ValueError:
        pass  # the 31st of a month that has 30 days
    raise InvalidInput(f"{name} must be a day such as 2026-11-21.", field=name)


def optional_flag(request: HttpRequest, name: str) -> bool | None:
    """true or false from the query string, None when it is not there. Raises InvalidInput otherwise."""
    given = text(request, name)
    if given not in ("", "true", "false"):
        raise InvalidInput(f"{name} must be true or false.", field=name)
    return given == "true" if given else None


def page_size(request: HttpRequest) -> int:
    return integer(request, "limit", default=50, least=1, most=500)


def cursor(request: HttpRequest) -> int | None:
    """The id to continue after, or None at the start. A cursor is what the last page gave as `next_cursor`."""
    return optional_integer(request, "cursor")


def known_id(number: int) -> int:
    """A key from the path. Raises NotFound for one that no row can have, before the database stumbles over it."""
    if number > MOST_ID:
        raise NotFound()
    return number


def instant(text: str, name: str) -> datetime:
    """An ISO 8601 instant with its offset. Raises InvalidInput otherwise."""
    try:
        value: datetime = _INSTANT.decode(msgspec.json.encode(text))
    except msgspec.ValidationError:
        raise InvalidInput(f"{name} must be an instant such as 2026-11-21T08:30:00+02:00.", field=name) from None
    return in_calendar(value, name)


def in_calendar(at: datetime, name: str) -> datetime:
    """The instant, if it is in the years 1 to 9999 in UTC too, as databases keep it. Raises InvalidInput otherwise."""
    try:
        at.astimezone(UTC)
    except OverflowError:
        raise InvalidInput(f"{name} is beyond the years 1 to 9999.", field=name) from None
    return at


def quantity(text: str | int, name: str = "quantity") -> Decimal:
    """A decimal from JSON text or integer. Raises InvalidInput when it is no finite number of sane length."""
    try:
        value = Decimal(text)
    except (InvalidOperation, ValueError):
        value = Decimal("NaN")
    if not value.is_finite() or len(str(text)) > 40 or abs(value.adjusted()) > 20:
        raise InvalidInput(f"{str(text)[:40]!r} is no number such as 12 or 1.5.", field=name)
    return value


_MOST_DIGITS: Final = len(str(MOST_BASE_UNITS))


def base_units(given: str | int, factor: int, name: str = "quantity") -> int:
    """A quantity from JSON, in packs of `factor`, as base units. Raises what `quantity` and `to_base` raise."""
    if isinstance(given, str) and given.isdecimal() and len(given) <= _MOST_DIGITS:
        given = int(given)
    if isinstance(given, int) and abs(given) * factor <= MOST_BASE_UNITS:
        return given * factor  # nearly all: without a Decimal
    return to_base(quantity(given, name), factor)
