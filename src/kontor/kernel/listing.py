"""Pages of a list: rows after a key, in the key's order, without counting or skipping.

The cursor is the last row's key, so a page costs the same wherever it lies and rows added meanwhile shift nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
from django.db.models import QuerySet

from kontor.kernel.wire import Page

Row = TypeVar("Row", bound=msgspec.Struct)


def page(
    rows: QuerySet[Any, Any], row: type[Row], *, after: int | None, limit: int, newest_first: bool = False
) -> Page[Row]:
    """At most `limit` rows after the one whose id is `after`, in one query.

    The fields of `row` are columns, annotations of `rows`, or keys it selects; one of them is the unique `id`.
    """
    ordered = rows.order_by("-id" if newest_first else "id")
    if after is not None:
        ordered = ordered.filter(**{"id__lt" if newest_first else "id__gt": after})
    return page_of([row(**values) for values in ordered.values(*row.__struct_fields__)[: limit + 1]], limit)


def page_of(found: Sequence[Row], limit: int) -> Page[Row]:
    """The first `limit` of rows that were read one further than that, in the order of their unique `id`."""
    is_last = len(found) <= limit
    return Page(found[:limit], None if is_last else str(getattr(found[limit - 1], "id")))  # noqa: B009  # any Struct
