from __future__ import annotations

from datetime import datetime

import msgspec

from kontor.access.types import Actor
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.small_writes import write_once
from kontor.kernel.wire import RequestKey
from kontor.procurement.operations.put_supplier_items import read_book, write_book
from kontor.procurement.queries import item_name
from kontor.procurement.types import SupplierItemEdit, SupplierItemPut, SupplierItemVersion


def edit_supplier_item(
    *, item_id: int, version: int, edit: SupplierItemEdit, actor: Actor, now: datetime, key: RequestKey | None = None
) -> SupplierItemVersion:
    """Change what `edit` names, if the item still has the `version` it was read with; the rest stays.

    Preferred, it takes that from the supplier that was before. An edit that changes nothing keeps the version. Raises
    SupplierItemNotFound, PreconditionFailed, SupplierItemInvalid, TextInvalid.
    """
    return write_once(key, now, SupplierItemVersion, lambda: _edit(item_id, version, edit, actor, now))


def _edit(item_id: int, version: int, edit: SupplierItemEdit, actor: Actor, now: datetime) -> SupplierItemVersion:
    named = item_name(item_id=item_id, actor=actor)
    if named.version != version:
        raise PreconditionFailed(version=named.version)
    draft = SupplierItemPut(supplier=named.supplier, sku=named.sku, **msgspec.structs.asdict(edit))
    ids, book = read_book([draft])
    row = book.put(draft, iter(ids))
    if book.before[row.supplier_id, row.sku_id].version != version:
        raise PreconditionFailed(version=row.version)  # changed between the two reads
    write_book(book, "supplier_item.edit", actor=actor, now=now)
    return SupplierItemVersion(item_id, named.supplier, named.sku, book.verdict(draft, row).version or version)
