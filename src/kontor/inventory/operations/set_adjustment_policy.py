from __future__ import annotations

from datetime import datetime

from kontor.access.operations import record_audit
from kontor.access.types import Actor
from kontor.inventory.errors import DocumentUnknown, StockInvalid
from kontor.inventory.models import AdjustmentPolicy
from kontor.inventory.operations.write_once import write_once
from kontor.inventory.schemas import AdjustmentPolicyDetail
from kontor.inventory.sql.desk import business_of_read
from kontor.kernel.statements import read_rows
from kontor.kernel.wire import RequestKey


def set_adjustment_policy(
    *,
    business: str,
    approval_quantity_base: int | None,
    approval_value_minor: int | None,
    actor: Actor,
    now: datetime,
    key: RequestKey | None = None,
) -> AdjustmentPolicyDetail:
    """From which size on the business's adjustments need a second person. None: no limit of that sort.

    `business` is its code. Raises NotFound where the actor works in none of its branches.
    """
    limits = {"approval_quantity_base": approval_quantity_base, "approval_value_minor": approval_value_minor}
    for field, limit in limits.items():
        if limit is not None and not 0 <= limit <= 10**15:
            raise StockInvalid(f"{field} is 0 or more, or null for no limit.", field=field)

    def write() -> AdjustmentPolicyDetail:
        found = [row.id for row in read_rows(business_of_read(business, sorted(actor.branch_ids)))]
        if not found:
            raise DocumentUnknown(f"There is no business {business!r} for you.", field="business")
        before = AdjustmentPolicy.objects.filter(business_id=found[0]).values(*limits).first() or {}
        AdjustmentPolicy.objects.update_or_create(business_id=found[0], defaults=limits)
        diff = {field: (before.get(field), limit) for field, limit in limits.items()}
        subject = f"inventory.adjustment_policy:{found[0]}"
        record_audit(action="stock.set_adjustment_policy", subject=subject, diff=diff, actor=actor, now=now)
        return AdjustmentPolicyDetail(business, approval_quantity_base, approval_value_minor)

    return write_once(key, now, AdjustmentPolicyDetail, write)
