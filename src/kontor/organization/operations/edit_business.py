from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kontor.access.operations import record_audit
from kontor.access.types import Actor
from kontor.kernel.idempotency import once
from kontor.kernel.versions import difference, write_version
from kontor.kernel.wire import RequestKey
from kontor.organization.models import Business
from kontor.organization.queries import business_detail, business_row
from kontor.organization.schemas import BusinessDetail, BusinessEdit


def edit_business(
    *, business_id: int, edit: BusinessEdit, version: int, actor: Actor, now: datetime, key: RequestKey | None = None
) -> BusinessDetail:
    """Change what `edit` holds. Raises BusinessUnknown, PreconditionFailed."""
    with transaction.atomic():
        return once(key, now, BusinessDetail, lambda: _edit(business_id, edit, version, actor, now))


def _edit(business_id: int, edit: BusinessEdit, version: int, actor: Actor, now: datetime) -> BusinessDetail:
    business = business_row(business_id, actor=actor)
    diff = difference(business, edit, edit.__struct_fields__)
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
