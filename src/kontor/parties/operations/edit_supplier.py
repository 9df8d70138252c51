from __future__ import annotations

from datetime import datetime

import msgspec

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_rows, write_all
from kontor.kernel.wire import RequestKey
from kontor.parties.errors import SupplierNotFound
from kontor.parties.party_rules import PERSONAL, check_opening_balance
from kontor.parties.putting import checked_values
from kontor.parties.rows import SupplierRow
from kontor.parties.sql.putting import put_writes, suppliers_by_id
from kontor.parties.types import PartyVersion, SupplierEdit


def edit_supplier(
    *, supplier_id: int, version: int, edit: SupplierEdit, actor: Actor, now: datetime, key: RequestKey | None = None
) -> PartyVersion:
    """Change what `edit` names, if the supplier still has the `version` it was read with; the rest stays.

    `is_active` false: it is offered for no new purchase. An edit that changes nothing keeps the version. Raises
    SupplierNotFound, PreconditionFailed, TextInvalid, PartyInvalid.
    """
    return write_once(key, now, PartyVersion, lambda: _edit(supplier_id, version, edit, actor, now))


def _edit(supplier_id: int, version: int, edit: SupplierEdit, actor: Actor, now: datetime) -> PartyVersion:
    before = _row(supplier_id)
    if before.version != version:
        raise PreconditionFailed(version=before.version)
    values = checked_values(edit)
    changes = {name: value for name, value in values.items() if getattr(before, name) != value}
    if not changes:
        return PartyVersion(before.id, before.code, before.is_active, version)
    after = msgspec.structs.replace(before, **changes, version=version + 1)
    check_opening_balance(after, before.opening_balance_currency)
    audit = audit_row(
        action="supplier.edit",
        subject=f"parties.supplier:{supplier_id}",
        diff={
            name: ("changed", "changed") if name in PERSONAL else (getattr(before, name), new)
            for name, new in changes.items()
        },
        actor=actor,
        now=now,
    )
    write_all([*put_writes("parties_supplier", [], [after]), *audit_writes([audit])])
    return PartyVersion(after.id, after.code, after.is_active, after.version)


def _row(supplier_id: int) -> SupplierRow:
    rows: list[SupplierRow] = read_rows(suppliers_by_id([supplier_id]))
    if not rows:
        raise SupplierNotFound(f"There is no supplier {supplier_id}.")
    return rows[0]
