"""Documents whose own fields do not fit the newest schema of their kind: what is left after a schema was changed."""

from __future__ import annotations

from typing import Final

from kontor.access.types import Actor
from kontor.customization.fields import values_of
from kontor.customization.queries import check_kind, custom_fields
from kontor.kernel.statements import read_rows
from kontor.kernel.wire import Page
from kontor.maintenance.sql.custom_rows import custom_rows_read
from kontor.maintenance.types import Misfit

_MOST_LOOKED_AT: Final = 2_000


def custom_misfits(*, kind: str, actor: Actor, after: int | None, limit: int) -> Page[Misfit]:
    """By ascending id, orders of the actor's branches only; at most `limit`, of at most 2,000 documents looked at.

    So a page may be empty and yet have a next one. Two queries. Raises KindUnknown.
    """
    check_kind(kind)
    fields = custom_fields(kind)
    rows = read_rows(
        custom_rows_read(
            kind,
            branch_ids=tuple(actor.branch_ids),
            after=after or 0,
            limit=_MOST_LOOKED_AT + 1,
            with_empty=bool(fields.required),
        )
    )
    found: list[Misfit] = []
    for looked_at, row in enumerate(rows):
        if len(found) == limit or looked_at == _MOST_LOOKED_AT:
            return Page(found, str(rows[looked_at - 1].id))
        if faults := fields.faults(values_of(row.custom)):
            found.append(Misfit(row.id, row.label, tuple(faults)))
    return Page(found, None)
