from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from kontor.access.operations import record_audit
from kontor.access.types import Actor
from kontor.kernel.idempotency import once
from kontor.kernel.money import currency_exponent
from kontor.kernel.wire import RequestKey
from kontor.organization.errors import CodeTaken
from kontor.organization.models import Business
from kontor.organization.operations.create_branch import add_branch
from kontor.organization.queries import branch_detail, business_detail
from kontor.organization.schemas import BusinessCreated, NewBusiness


def create_business(
    *, draft: NewBusiness, actor: Actor, now: datetime, key: RequestKey | None = None
) -> BusinessCreated:
    """Add a legal entity with its first branch, and the actor to that branch: what nobody works in nobody sees.

    Raises CodeTaken, MoneyInvalid for a currency that is none, TimeZoneUnknown.
    """
    with transaction.atomic():
        return once(key, now, BusinessCreated, lambda: _create(draft, actor, now))


def _create(draft: NewBusiness, actor: Actor, now: datetime) -> BusinessCreated:
    currency_exponent(draft.currency)
    try:
        business = Business.objects.create(
            code=draft.code,
            name=draft.name,
            currency=draft.currency,
            tax_pin=draft.tax_pin,
            address=draft.address,
            phone=draft.phone,
            email=draft.email,
        )
    except IntegrityError:
        raise CodeTaken(field="code", taken=draft.code) from None
    branch, founder = add_branch(draft.branch, business.pk, actor)
    record_audit(
        action="organization.create_business",
        subject=f"organization.business:{business.pk}",
        diff={
            "code": [None, business.code],
            "name": [None, business.name],
            "currency": [None, business.currency],
            "branch": [None, branch.code],
        },
        actor=actor,
        now=now,
    )
    return BusinessCreated(business_detail(business.pk, actor=founder), branch_detail(branch.pk, actor=founder))
