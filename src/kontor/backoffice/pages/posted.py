"""What a form carries besides its fields: the key that makes sending it twice one thing, and the version it shows."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date

import msgspec
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from kontor.access.http import Call, actor_of
from kontor.kernel.errors import InvalidInput, KontorError
from kontor.kernel.wire import RequestKey

MOST_LINES = 500
_KEY_LENGTH = 36


class TypedLine(msgspec.Struct, frozen=True):
    """A line of goods as it was typed; `wrong` says what is the matter with it."""

    sku: str = ""
    name: str = ""
    pack: str = ""
    quantity: str = ""
    reason: str = ""
    unit_cost: str = ""
    wrong: str = ""


def new_key() -> str:
    """The idempotency key of a form, made when it is first shown and sent with each try."""
    return str(uuid.uuid4())


def form_key(request: HttpRequest) -> str:
    key = request.POST.get("key", "")
    return key if len(key) == _KEY_LENGTH and key.isascii() and key.isprintable() else new_key()


def posted_call(request: HttpRequest) -> Call:
    """Who sends the form, when, and under which key. The fingerprint covers every field but the CSRF token."""
    actor = actor_of(request)
    fields = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    fingerprint = hashlib.sha256(request.path.encode() + msgspec.json.encode(fields)).hexdigest()
    return Call(actor, timezone.now(), RequestKey(actor.id, f"form:{form_key(request)}", fingerprint))


def version_of(request: HttpRequest) -> int:
    """The version the page was read at. Raises InvalidInput for a form that has lost it."""
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidInput(_("Reload the page and try again."), field="version")
    return int(text)


def typed(request: HttpRequest, name: str, most: int = 400) -> str:
    """A field's text, trimmed. Raises InvalidInput beyond `most` characters."""
    text = request.POST.get(name, "").strip()
    if len(text) > most or "\0" in text:
        raise InvalidInput(_("Write at most %(most)d characters.") % {"most": most}, field=name)
    return text


def typed_day(request: HttpRequest, name: str) -> date | None:
    text = request.POST.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput(_("Write a day such as 2026-11-21."), field=name) from None


def typed_lines(request: HttpRequest) -> list[TypedLine]:
    """The lines in which something was typed, as they were typed. Raises InvalidInput for more than MOST_LINES."""
    columns = [request.POST.getlist(name) for name in ("sku", "name", "pack", "quantity", "reason", "unit_cost")]
    length = len(columns[0])
    if length > MOST_LINES:
        raise InvalidInput(_("Write at most %(most)d lines; send the rest with a second form.") % {"most": MOST_LINES})
    padded = [
        [text.strip()[:200].replace("\0", "") for text in column] + [""] * (length - len(column)) for column in columns
    ]
    lines = [TypedLine(*values) for values in zip(*padded, strict=False)]
    return [line for line in lines if line.sku or line.quantity]


def key_after(request: HttpRequest, refusal: KontorError) -> str:
    """A refused form keeps its key. One that was sent before with other content has had its effect: a new one then."""
    return new_key() if refusal.code == "idempotency_key_reused" else form_key(request)
