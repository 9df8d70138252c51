"""Everything that proves the books, each package's part by its own queries, in one consistent view of the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec
from django.apps import apps
from django.db import models

from kontor.inventory.queries.proof import differences as inventory_differences
from kontor.inventory.sql.proof import unproved_levels_read
from kontor.kernel.guards import append_only_tables, missing_guards
from kontor.kernel.snapshot import snapshot
from kontor.kernel.statements import read_all, read_rows
from kontor.maintenance.sql.contradictions import contradiction_reads
from kontor.maintenance.sql.links import Link, orphans_read
from kontor.maintenance.sql.sizes import Sizes, sizes_read
from kontor.maintenance.sql.suspects import Suspect, Told, suspects_reads, told_read
from kontor.maintenance.suspicion import Witnessed, as_difference, narrowed
from kontor.maintenance.types import Difference, Proof
from kontor.payables.queries.proof import payables_differences
from kontor.reporting.queries.proof import day_differences
from kontor.sales.queries.proof import sales_differences

MOST_SUSPECT_LEVELS: Final = 50


def prove() -> Proof:
    """Compare every balance, total and link with the ledger and with each other. Writers go on meanwhile.

    What explains the other differences comes first: the movements that were changed.
    """
    with snapshot():
        return Proof(_compared(), _differences())


def _compared() -> dict[str, int]:
    sizes: Sizes = read_rows(sizes_read())[0]
    guards = len(append_only_tables()) * 2  # against change, and against removal
    return {**msgspec.structs.asdict(sizes), "links": len(_links()), "guards": guards}


def _differences() -> list[Difference]:
    contradictions = [
        Difference(kind, row.subject, row.expected, row.found, hint)
        for kind, (read, hint) in contradiction_reads().items()
        for row in read_rows(read)
    ]
    stock = _of(inventory_differences())
    suspects = _suspects() if any(item.kind.startswith("level_") for item in stock) else []
    return [
        *suspects,
        *contradictions,
        *stock,
        *_of(sales_differences()),
        *_of(payables_differences()),
        *_of(day_differences()),
        *_orphans(),
        *_guards(),
    ]


def _of(differences: Sequence[msgspec.Struct]) -> list[Difference]:
    return [Difference(*msgspec.structs.astuple(difference)) for difference in differences]


def _suspects() -> list[Difference]:
    """The movements that made the levels differ, as far as a second witness tells."""
    levels = [level.level_id for level in read_rows(unproved_levels_read(MOST_SUSPECT_LEVELS))]
    found = [_witnessed(row) for rows in read_all(suspects_reads(levels)) for row in rows]
    found += _untold(read_rows(told_read(levels)))
    return [as_difference(suspect) for suspect in narrowed(found)]


def _untold(rows: Iterable[Told]) -> Iterator[Witnessed]:
    """Movements that moved other than the audit trail told when they were posted."""
    for row in rows:
        told = msgspec.json.decode(row.diff, type=dict[str, Sequence[Any]]).get("on_hand", (None, ()))[1]
        lines = [
            quantity for location_id, sku_id, quantity in told if (location_id, sku_id) == (row.location_id, row.sku_id)
        ]
        if lines and row.on_hand_delta not in lines:
            yield _witnessed(row)


def _witnessed(row: Suspect | Told) -> Witnessed:
    document = row.document if isinstance(row, Suspect) else f"the audit trail of posting {row.posting_id}"
    return Witnessed(row.movement_id, row.posting_id, row.reference, row.on_hand_delta, row.reserved_delta, document)


def _guards() -> list[Difference]:
    hint = "Run ./kontor migrate, and find out who removed it: rows could be changed unseen."
    return [Difference("guard", name, "present", "missing", hint) for name in missing_guards()]


def _orphans() -> list[Difference]:
    hint = "The row it belongs to is gone; restore it from the last backup."
    return [
        Difference("orphan", f"{link.table} {row.key}", f"a row {row.value} in {link.target}", "none", hint)
        for link in _links()
        for row in read_rows(orphans_read(link))
    ]


def _links() -> list[Link]:
    """Every foreign key of Kontor's own tables."""
    return [
        _link(model, field)
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("kontor.")
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
    ]


def _link(model: type[models.Model], field: models.ForeignKey[Any, Any]) -> Link:
    target, key = field.target_field, model._meta.pk
    assert target.column is not None
    return Link(
        table=model._meta.db_table,
        key=key.column or field.column,  # a key of several columns has none of its own
        column=field.column,
        target=target.model._meta.db_table,
        target_column=target.column,
    )
