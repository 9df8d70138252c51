"""How master data is written in the admin: by the operation that the API calls, with its rules and its audit.

A table of which nothing stands in `additions` or `edits` is read only there: it has no operation that keeps a version,
or it is worked on elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from kontor.access.http import Call
from kontor.access.roles import RIGHTS
from kontor.parties.terms import PAYMENT_TERMS
from kontor.project.admin.forms import Choices, Named, Shape
from kontor.project.admin.masters import MASTERS

_TABLES: Final = {table.model: table for table in MASTERS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Add:
    """Who may make a row, of what; `run` calls the operation and answers the new row's id."""

    right: str
    shape: Shape
    run: Callable[[Any, Call], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Who may change a row. `run` takes the row, the edit, the version that was read (at `version`) and the call."""

    right: str
    shape: Shape
    run: Callable[[Any, Any, int, Call], object]
    version: str = "version"
    is_open: Callable[[Any], bool] = lambda row: True  # whether this row may be changed by anybody


def named(model: str, value: str = "code", text: str = "name") -> Named:
    return Named(_TABLES[model], value, text)


TERMS: Final = tuple((term, term.replace("_", " ")) for term in PAYMENT_TERMS)
ALL_RIGHTS: Final = tuple((right, right) for right in RIGHTS)
SHORTAGE_POLICIES: Final = (("refuse", "refuse what is not there"), ("accept", "accept and flag"))
PRODUCT: Final = (
    "name",
    "tax_class",
    "category_id",
    "brand",
    "description",
    "packaging_unit",
    "quantity_unit",
    "is_limited",
    "manufactured_on",
    "expires_on",
)
OF_PRODUCT: Final[dict[str, Choices]] = {
    "tax_class": named("catalog.TaxClass"),
    "category_id": named("catalog.Category", "pk"),
}
ROLE: Final[dict[str, Choices]] = {"role": named("access.Role")}
CUSTOMER: Final = (
    "name",
    "channel",
    "area",
    "payment_terms",
    "registered_on",
    "country",
    "address",
    "phone",
    "email",
    "tax_pin",
)
OF_CUSTOMER: Final[dict[str, Choices]] = {
    "channel": named("parties.Channel"),
    "area": named("parties.Area"),
    "payment_terms": TERMS,
}
SUPPLIER: Final = (
    "name",
    "payment_terms",
    "address",
    "phone",
    "email",
    "tax_pin",
    "opening_balance_minor",
    "opening_balance_currency",
    "opening_balance_on",
)
