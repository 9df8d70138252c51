"""Filters in the query string. A misspelled one must not answer with everything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest

from kontor.kernel.errors import InvalidInput
from kontor.kernel.openapi import Query
from kontor.kernel.wire import text


def refuse_unknown(request: HttpRequest, known: Sequence[Query]) -> None:
    """Raise InvalidInput for a parameter that is not among `known`."""
    names = {query.name for query in known}
    for name in request.GET:
        if name not in names:
            raise InvalidInput(f"There is no {name[:80]!r}; known are {', '.join(sorted(names))}.", field=name[:80])


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
