"""The query string of lists of orders."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.http import HttpRequest

from kontor.kernel.errors import InvalidInput
from kontor.kernel.openapi import PAGE, Query
from kontor.kernel.query_string import optional_date, optional_text
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
SUMMED: Final = (
    *OUTSTANDING,
    _one_of("lifecycle", "Only in this state"),
    _one_of("fulfillment", "Only shipped so far"),
)
ORDERS: Final = (
    *SUMMED,
    Query("number", str, "Only the order of this number."),
    Query("source", str, "Only from this source."),
    Query("external_reference", str, "Only with this reference of the source's own."),
    Query("include", str, "`lines` to show each order's lines.", choices=["lines"]),
)


def order_filters(request: HttpRequest) -> OrderFilters:
    """Raises InvalidInput for a value that a filter cannot have."""
    return OrderFilters(
        branch=optional_text(request, "branch"),
        location=optional_text(request, "location"),
        customer=optional_text(request, "customer"),
        lifecycle=_several(request, "lifecycle"),
        hold=_several(request, "hold"),
        fulfillment=_several(request, "fulfillment"),
        priority=tuple(int(priority) for priority in _several(request, "priority")),
        number=optional_text(request, "number"),
        source=optional_text(request, "source"),
        external_reference=optional_text(request, "external_reference"),
        from_on=optional_date(request, "from_on"),
        to_on=optional_date(request, "to_on"),
    )


def includes_lines(request: HttpRequest) -> bool:
    wanted = text(request, "include")
    if wanted not in ("", "lines"):
        raise InvalidInput("include knows only lines.", field="include")
    return wanted == "lines"


def _several(request: HttpRequest, name: str) -> tuple[str, ...]:
    given = tuple(part for part in text(request, name).split(",") if part)
    for part in given:
        if part not in _CHOICES[name]:
            raise InvalidInput(f"{name} is one of {', '.join(_CHOICES[name])}.", field=name)
    return given
