from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import UNSET

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.ids import next_ids
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_all, write_all
from kontor.kernel.wire import RequestKey
from kontor.procurement.errors import SupplierItemInvalid
from kontor.procurement.sql.supplier_items import (
    item_writes,
    items_by_their_code_read,
    items_of_skus_read,
    packs_read,
    suppliers_read,
)
from kontor.procurement.supplying import ItemBook, put_items
from kontor.procurement.types import PutSupplierItems, SupplierItemPut

MOST_ITEMS: Final = 5_000


def put_supplier_items(
    *,
    rows: Sequence[SupplierItemPut],
    actor: Actor,
    now: datetime,
    key: RequestKey | None = None,
    dry_run: bool = False,
) -> PutSupplierItems:
    """Make the supplier items that are new, change those that differ; the same rows again change nothing.

    Every row gets its verdict; a refused one keeps no other from being written. A row that is preferred takes it from
    the supplier that was before. A constant number of statements; `dry_run` gives the verdicts and writes nothing.
    Raises SupplierItemInvalid for more than 5,000 rows.
    """
    if not 1 <= len(rows) <= MOST_ITEMS:
        raise SupplierItemInvalid(f"Send 1 to {MOST_ITEMS} supplier items at a time.")
    return write_once(key, now, PutSupplierItems, lambda: _put(rows, actor, now, dry_run))


def _put(rows: Sequence[SupplierItemPut], actor: Actor, now: datetime, dry_run: bool) -> PutSupplierItems:
    ids, book = read_book(rows)
    put = put_items(rows, book, iter(ids))
    if not dry_run:
        write_book(book, "supplier_item.put", actor=actor, now=now)
    return put


def read_book(rows: Sequence[SupplierItemPut]) -> tuple[list[int], ItemBook]:
    """What the rows meet, in one statement, with an id for each that is new."""
    suppliers, skus = {row.supplier.strip() for row in rows}, {row.sku.strip() for row in rows}
    theirs = {row.supplier_sku.strip() for row in rows if row.supplier_sku is not UNSET}
    ids, known, packs, items, others = read_all(
        [
            next_ids("procurement_supplieritem", len(rows)),
            suppliers_read(suppliers),
            packs_read(skus),
            items_of_skus_read(skus),
            items_by_their_code_read(suppliers, theirs),
        ]
    )
    return [row.id for row in ids], ItemBook(known, packs, [*items, *others])


def write_book(book: ItemBook, action: str, *, actor: Actor, now: datetime) -> None:
    """What the book decided, with its audit, in one statement."""
    diffs = book.diffs()
    if not diffs:
        return
    audit = [
        audit_row(action=action, subject=f"procurement.supplier_item:{id_}", diff=diff, actor=actor, now=now)
        for id_, diff in diffs.items()
    ]
    write_all([*item_writes(book.fresh(), book.changed()), *audit_writes(audit)])
