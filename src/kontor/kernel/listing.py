"""Pages of a list: rows after a key, in the key's order, without counting or skipping.

The cursor is the last row's key, so a page costs the same wherever it lies and rows added meanwhile shift nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
from django.db.models import Q, QuerySet, Subquery

from kontor.kernel.wire import Page

Row = TypeVar("Row", bound=msgspec.Struct)


def page(
    rows: QuerySet[Any, Any],
    row: type[Row],
    *,
    after: int | None,
    limit: int,
    newest_first: bool = False,
    sort: str = "id",
) -> Page[Row]:
    """At most `limit` rows after the one whose id is `after`, in one query.

    The fields of `row` are columns, annotations of `rows`, or keys it selects; one of them is the unique `id`. `sort`
    is a column that is never null, with a minus before it from the highest down; rows that are alike follow by id.
    """
    ordered = in_order(rows, after=after, sort="-id" if newest_first else sort)
    return page_of([row(**values) for values in ordered.values(*row.__struct_fields__)[: limit + 1]], limit)


def in_order(rows: QuerySet[Any, Any], *, after: int | None, sort: str) -> QuerySet[Any, Any]:
    """`rows` by `sort` as `page` reads it, from behind the one whose id is `after`."""
    column, is_down = sort.removeprefix("-"), sort.startswith("-")
    ordered = rows.order_by(*(f"-{name}" if is_down else name for name in dict.fromkeys([column, "id"])))
    if after is None:
        return ordered
    return ordered.filter(_beyond(rows, column, after, "lt" if is_down else "gt"))


def _beyond(rows: QuerySet[Any, Any], column: str, after: int, side: str) -> Q:
    """Rows on that side of the row whose id is `after`, as it sorts now."""
    if column == "id":
        return Q(**{f"id__{side}": after})
    anchor = Subquery(rows.model._default_manager.filter(id=after).values(column)[:1])
    return Q(**{f"{column}__{side}": anchor}) | Q(**{column: anchor, f"id__{side}": after})


def page_of(found: Sequence[Row], limit: int) -> Page[Row]:
    """The first `limit` of rows that were read one further than that, in the order of their unique `id`."""
    is_last = len(found) <= limit
    return Page(found[:limit], None if is_last else str(getattr(found[limit - 1], "id")))  # noqa: B009  # any Struct
