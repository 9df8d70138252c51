"""Texts people type: trimmed, of limited length, without control characters that no screen shows."""

from __future__ import annotations

import re
from typing import Final

from kontor.kernel.errors import InvalidInput

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")


class TextInvalid(InvalidInput):
    code = "text_invalid"


def required_text(text: str, field: str, most: int) -> str:
    """`text` trimmed. Raises TextInvalid when nothing is left of it, or as optional_text does."""
    trimmed = optional_text(text, field, most)
    if not trimmed:
        raise TextInvalid(f"{field} must not be empty.", field=field)
    return trimmed


def optional_text(text: str, field: str, most: int) -> str:
    """`text` trimmed. Raises TextInvalid beyond `most` characters or with a control character in it."""
    trimmed = text.strip()
    if len(trimmed) > most:
        raise TextInvalid(f"{field} has {len(trimmed)} characters, at most {most} fit.", field=field)
    if _CONTROL.search(trimmed):
        raise TextInvalid(f"{field} holds a control character.", field=field)
    return trimmed


def optional_email(text: str, field: str, most: int) -> str:
    """`text` trimmed; empty or something before and after one @. Raises TextInvalid otherwise."""
    trimmed = optional_text(text, field, most)
    if trimmed and not _EMAIL.fullmatch(trimmed):
        raise TextInvalid(f"{trimmed!r} is no e-mail address.", field=field)
    return trimmed
