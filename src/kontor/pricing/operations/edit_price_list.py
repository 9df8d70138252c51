from __future__ import annotations

from datetime import datetime

import msgspec

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import write_all
from kontor.kernel.text import required_text
from kontor.kernel.versions import difference, write_version
from kontor.kernel.wire import RequestKey
from kontor.pricing.models import PriceList
from kontor.pricing.operations.create_price_list import refuse_overlap
from kontor.pricing.price_rules import check_list_days
from kontor.pricing.queries import price_list_detail
from kontor.pricing.types import PriceListEdit, PriceListItem

_FIELDS = ("name", "valid_from", "valid_until")


def edit_price_list(
    *, price_list_id: int, version: int, edit: PriceListEdit, actor: Actor, now: datetime, key: RequestKey | None = None
) -> PriceListItem:
    """Change what `edit` names, if the list still has the `version` it was read with.

    A list is closed by its last day; its prices stay. Raises PriceListNotFound, PreconditionFailed, TextInvalid,
    ListInvalid, ListsOverlap.
    """
    return write_once(key, now, PriceListItem, lambda: _edit(price_list_id, version, edit, actor, now))


def _edit(price_list_id: int, version: int, edit: PriceListEdit, actor: Actor, now: datetime) -> PriceListItem:
    before = price_list_detail(price_list_id=price_list_id, actor=actor)
    if before.version != version:
        raise PreconditionFailed(version=before.version)
    if isinstance(edit.name, str):
        edit = msgspec.structs.replace(edit, name=required_text(edit.name, "name", 80))
    diff = difference(before, edit, _FIELDS)
    if not diff:
        return before
    changes = {name: new for name, (_, new) in diff.items()}
    after = msgspec.structs.replace(before, **changes, version=version + 1)
    check_list_days(after.valid_from, after.valid_until, always=after.is_default or after.kind == "purchase")
    if after.customer is not None:
        refuse_overlap(after, after.customer)
    write_version(PriceList.objects.filter(id=price_list_id), version=version, changes=changes)
    row = audit_row(
        action="price_list.edit", subject=f"pricing.price_list:{price_list_id}", diff=diff, actor=actor, now=now
    )
    write_all(audit_writes([row]))
    return after
