"""Filters and switches in the query string. A misspelled one must not answer with everything, nor write."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from difflib import get_close_matches

from django.http import HttpRequest

from kontor.kernel.errors import InvalidInput
from kontor.kernel.wire import text


def refuse_unknown(request: HttpRequest, known: Collection[str]) -> None:
    """Raise InvalidInput for a parameter that is not among `known`; asked before the API does anything."""
    if not request.META.get("QUERY_STRING"):
        return
    for name in request.GET:
        if name not in known:
            raise InvalidInput(_unknown(name[:80], sorted(known)), field=name[:80])


def _unknown(name: str, known: Sequence[str]) -> str:
    if not known:
        return f"There is no parameter {name!r}; this address takes none."
    near = get_close_matches(name.lower(), known, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    return f"There is no parameter {name!r}.{meant} Known are {', '.join(known)}."


def optional_text(request: HttpRequest, name: str) -> str | None:
    return text(request, name) or None


def optional_choice(request: HttpRequest, name: str, choices: Sequence[str]) -> str | None:
    """One of `choices`, None when it is not there. Raises InvalidInput otherwise."""
    given = optional_text(request, name)
    if given is not None and given not in choices:
        raise InvalidInput(f"{name} is one of {', '.join(choices)}.", field=name)
    return given


def optional_date(request: HttpRequest, name: str) -> date | None:
    """A day, None when it is not there. Raises InvalidInput otherwise."""
    given = optional_text(request, name)
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise InvalidInput(f"{name} must be a date such as 2026-11-21.", field=name) from None
