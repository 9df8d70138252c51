"""What is said of a table that the admin shows. A table of which nothing is said is not shown.

Who reads a table there has the right that its API asks for, sees the rows of the branches they work in, and of the
sensitive columns those they have the rights for (ADR 8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from kontor.access.types import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`branches`, `business`: the ways from a row to its branches, or to its business; neither: it is the company's.

    `hidden` is shown to nobody, a column of `masked` to those with all of its rights. `page` opens a row at the desk:
    the name of the page, its keyword, and the way to the keyword's value. `is_long`: rows are not counted.
    """

    model: str
    names: str  # as a heading: "Price lists"
    right: str
    columns: tuple[str, ...]
    search: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    business: str = ""
    hidden: tuple[str, ...] = ()
    masked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kept_from: tuple[str, str, str] | None = None  # rows whose column has this value are for those with the right
    page: tuple[str, str, str] | None = None
    is_long: bool = False
    joins: tuple[str, ...] = ()  # what the names of the rows it points to are made of

    @property
    def route(self) -> str:
        return f"admin:{self.model.lower().replace('.', '_')}"

    def rows_of(self, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Those of `rows` that belong to branches of the actor's, or to businesses of theirs."""
        if self.kept_from is not None:
            column, value, right = self.kept_from
            rows = rows if actor.may(right) else rows.exclude(**{column: value})
        if self.branches:
            ways = (Q(**{f"{way}__in": sorted(actor.branch_ids)}) for way in self.branches)
            return rows.filter(reduce(or_, ways))
        if self.business:
            branches: type[Model] = apps.get_model("organization", "Branch")
            mine = branches._default_manager.filter(pk__in=sorted(actor.branch_ids))
            return rows.filter(**{f"{self.business}__in": mine.values("business_id")})
        return rows

    def is_shown(self, column: str, actor: Actor) -> bool:
        return column not in self.hidden and all(actor.may(right) for right in self.masked.get(column, ()))
