from __future__ import annotations

from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import write_all
from kontor.kernel.wire import RequestKey
from kontor.procurement.queries import item_name, removed_values
from kontor.procurement.sql.supplier_items import remove_write
from kontor.procurement.types import SupplierItemVersion


def remove_supplier_item(
    *, item_id: int, version: int, actor: Actor, now: datetime, key: RequestKey | None = None
) -> SupplierItemVersion:
    """Say that a supplier delivers a SKU no more; the audit keeps the whole row. Nobody is preferred in its place.

    Raises SupplierItemNotFound, PreconditionFailed.
    """
    return write_once(key, now, SupplierItemVersion, lambda: _remove(item_id, version, actor, now))


def _remove(item_id: int, version: int, actor: Actor, now: datetime) -> SupplierItemVersion:
    named = item_name(item_id=item_id, actor=actor)
    if named.version != version:
        raise PreconditionFailed(version=named.version)
    audit = audit_row(
        action="supplier_item.remove",
        subject=f"procurement.supplier_item:{item_id}",
        diff={name: (value, None) for name, value in removed_values(item_id).items()},
        actor=actor,
        now=now,
    )
    write_all([remove_write(item_id, version), *audit_writes([audit])])
    return SupplierItemVersion(item_id, named.supplier, named.sku, version)
