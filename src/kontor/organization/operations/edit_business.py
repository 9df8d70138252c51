from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from msgspec import UNSET

from kontor.access.operations import create_user, edit_user, record_audit
from kontor.access.queries import user_detail
from kontor.access.types import Actor
from kontor.kernel.idempotency import once
from kontor.kernel.versions import difference, write_version
from kontor.kernel.wire import RequestKey
from kontor.organization.errors import NoOwner, OneOwnerWanted
from kontor.organization.models import Business
from kontor.organization.queries import business_detail, business_row
from kontor.organization.schemas import BusinessDetail, BusinessEdit

_OWN: Final = ("name", "tax_pin", "address", "phone", "email")


def edit_business(
    *, business_id: int, edit: BusinessEdit, version: int, actor: Actor, now: datetime, key: RequestKey | None = None
) -> BusinessDetail:
    """Change what `edit` holds, of the business and of its owner, both or neither.

    Raises BusinessUnknown, PreconditionFailed for a stale version of either, OneOwnerWanted, NoOwner, UserUnknown, and
    for a user made or changed Forbidden without access.write and what `create_user` and `edit_user` raise.
    """
    with transaction.atomic():
        return once(key, now, BusinessDetail, lambda: _edit(business_id, edit, version, actor, now))


def _edit(business_id: int, edit: BusinessEdit, version: int, actor: Actor, now: datetime) -> BusinessDetail:
    business = business_row(business_id, actor=actor)
    diff = difference(business, edit, _OWN)
    owner_id = _owner_id(business, edit, actor, now)
    if owner_id != business.owner_id:
        diff["owner_id"] = [business.owner_id, owner_id]
    changes = {name: new for name, (_, new) in diff.items()}
    write_version(Business.objects.filter(pk=business.pk), version=version, changes=changes)
    record_audit(
        action="organization.edit_business",
        subject=f"organization.business:{business.pk}",
        diff=diff,
        actor=actor,
        now=now,
    )
    return business_detail(business.pk, actor=actor)


def _owner_id(business: Business, edit: BusinessEdit, actor: Actor, now: datetime) -> int | None:
    """Who owns it afterwards; makes or changes that user where asked to."""
    if [edit.owner_id, edit.new_owner, edit.owner].count(UNSET) < 2:
        raise OneOwnerWanted()
    if edit.new_owner is not UNSET:
        actor.require("access.write")
        return create_user(draft=edit.new_owner, actor=actor, now=now).id
    if edit.owner is not UNSET:
        actor.require("access.write")
        if business.owner_id is None:
            raise NoOwner()
        edit_user(user_id=business.owner_id, edit=edit.owner, version=edit.owner.version, actor=actor, now=now)
        return business.owner_id
    if edit.owner_id is not UNSET:
        return None if edit.owner_id is None else user_detail(edit.owner_id).id
    return business.owner_id
