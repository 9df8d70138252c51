from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from kontor.access.operations import create_user, record_audit
from kontor.access.queries import user_detail
from kontor.access.types import Actor
from kontor.kernel.currencies import check_in_use
from kontor.kernel.idempotency import once
from kontor.kernel.wire import RequestKey
from kontor.organization.errors import CodeTaken, OneOwnerWanted
from kontor.organization.models import Business, Employment
from kontor.organization.operations.create_branch import add_branch
from kontor.organization.queries import branch_detail, business_detail
from kontor.organization.schemas import BusinessCreated, NewBusiness


def create_business(
    *, draft: NewBusiness, actor: Actor, now: datetime, key: RequestKey | None = None
) -> BusinessCreated:
    """Add a legal entity with its first branch, and the actor to that branch: what nobody works in nobody sees.

    A new owner is made in the same transaction and works in that branch too. Raises CodeTaken, MoneyInvalid for a
    currency that is not in use, TimeZoneUnknown, OneOwnerWanted, UserUnknown, and for a new owner what `create_user`
    raises and Forbidden without access.write.
    """
    with transaction.atomic():
        return once(key, now, BusinessCreated, lambda: _create(draft, actor, now))


def _create(draft: NewBusiness, actor: Actor, now: datetime) -> BusinessCreated:
    check_in_use(draft.currency)
    owner_id = _owner_id(draft, actor, now)
    try:
        business = Business.objects.create(
            code=draft.code,
            name=draft.name,
            currency=draft.currency,
            tax_pin=draft.tax_pin,
            address=draft.address,
            phone=draft.phone,
            email=draft.email,
            owner_id=owner_id,
        )
    except IntegrityError:
        raise CodeTaken(field="code", taken=draft.code) from None
    branch, founder = add_branch(draft.branch, business.pk, actor)
    if draft.owner is not None:
        assert owner_id is not None
        Employment.objects.create(user_id=owner_id, branch=branch)
    record_audit(
        action="organization.create_business",
        subject=f"organization.business:{business.pk}",
        diff={
            "code": [None, business.code],
            "name": [None, business.name],
            "currency": [None, business.currency],
            "branch": [None, branch.code],
            "owner_id": [None, owner_id],
        },
        actor=actor,
        now=now,
    )
    return BusinessCreated(business_detail(business.pk, actor=founder), branch_detail(branch.pk, actor=founder))


def _owner_id(draft: NewBusiness, actor: Actor, now: datetime) -> int | None:
    if draft.owner is not None and draft.owner_id is not None:
        raise OneOwnerWanted()
    if draft.owner is not None:
        actor.require("access.write")
        return create_user(draft=draft.owner, actor=actor, now=now).id
    return None if draft.owner_id is None else user_detail(draft.owner_id).id
