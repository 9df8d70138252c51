"""The query string of lists of orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from rest_framework.request import Request

from kontor.kernel.errors import InvalidInput
from kontor.kernel.openapi import PAGE, Query
from kontor.kernel.wire import text
from kontor.sales.models import Hold, Lifecycle
from kontor.sales.queries import OrderFilters

_CHOICES: Final = {
    "lifecycle": tuple(Lifecycle.values),
    "hold": ("none", *(hold for hold in Hold.values if hold)),
    "fulfillment": ("none", "partly", "full"),
    "priority": ("1", "2", "3"),
}


def _one_of(name: str, what: str) -> Query:
    return Query(name, str, f"{what}: {', '.join(_CHOICES[name])}; several with commas.")


_PLACE: Final = (
    Query("branch", str, "Only of this branch, by code."),
    Query("location", str, "Only from this location, by code."),
    Query("customer", str, "Only of this customer, by code."),
    _one_of("hold", "Only with this hold"),
    _one_of("priority", "Only with this priority"),
    Query("from_on", date, "From this business date on."),
    Query("to_on", date, "Up to this business date."),
)
OUTSTANDING: Final = (*PAGE, *_PLACE)
ORDERS: Final = (
    *OUTSTANDING,
    _one_of("lifecycle", "Only in this state"),
    _one_of("fulfillment", "Only shipped so far"),
    Query("number", str, "Only the order of this number."),
    Query("source", str, "Only from this source."),
    Query("external_reference", str, "Only with this reference of the source's own."),
    Query("include", str, "`lines` to show each order's lines.", choices=["lines"]),
)


def order_filters(request: Request, known: Sequence[Query]) -> OrderFilters:
    """Raises InvalidInput for a parameter that is not among `known` or a value it cannot have."""
    _refuse_unknown(request, known)
    return OrderFilters(
        branch=_code(request, "branch"),
        location=_code(request, "location"),
        customer=_code(request, "customer"),
        lifecycle=_several(request, "lifecycle"),
        hold=_several(request, "hold"),
        fulfillment=_several(request, "fulfillment"),
        priority=tuple(int(priority) for priority in _several(request, "priority")),
        number=_code(request, "number"),
        source=_code(request, "source"),
        external_reference=_code(request, "external_reference"),
        from_on=_date(request, "from_on"),
        to_on=_date(request, "to_on"),
    )


def includes_lines(request: Request) -> bool:
    wanted = text(request, "include")
    if wanted not in ("", "lines"):
        raise InvalidInput("include knows only lines.", field="include")
    return wanted == "lines"


def _refuse_unknown(request: Request, known: Sequence[Query]) -> None:
    """A misspelled filter must not answer with everything."""
    names = {query.name for query in known}
    for name in request.GET:
        if name not in names:
            raise InvalidInput(f"There is no {name[:80]!r}; known are {', '.join(sorted(names))}.", field=name[:80])


def _code(request: Request, name: str) -> str | None:
    return text(request, name) or None


def _several(request: Request, name: str) -> tuple[str, ...]:
    given = tuple(part for part in text(request, name).split(",") if part)
    for part in given:
        if part not in _CHOICES[name]:
            raise InvalidInput(f"{name} is one of {', '.join(_CHOICES[name])}.", field=name)
    return given


def _date(request: Request, name: str) -> date | None:
    given = text(request, name)
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise InvalidInput(f"{name} must be a date such as 2026-11-21.", field=name) from None
