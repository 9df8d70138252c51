from __future__ import annotations

from datetime import datetime

from kontor.access.operations import record_audit
from kontor.access.types import Actor
from kontor.inventory.errors import DocumentUnknown, StockInvalid
from kontor.inventory.models import AdjustmentPolicy
from kontor.inventory.schemas import AdjustmentPolicyDetail
from kontor.inventory.sql.desk import business_of_read
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_rows
from kontor.kernel.versions import write_version
from kontor.kernel.wire import RequestKey


def set_adjustment_policy(
    *,
    business: str,
    approval_quantity_base: int | None,
    approval_value_minor: int | None,
    actor: Actor,
    now: datetime,
    version: int | None = None,
    key: RequestKey | None = None,
) -> AdjustmentPolicyDetail:
    """From which size on the business's adjustments need a second person. None: no limit of that sort.

    `business` is its code. `version` is what the limits were read with, 0 where none were set; None takes them as they
    are. Raises NotFound where the actor works in none of its branches, StockInvalid, PreconditionFailed.
    """
    limits = {"approval_quantity_base": approval_quantity_base, "approval_value_minor": approval_value_minor}
    for field, limit in limits.items():
        if limit is not None and not 0 <= limit <= 10**15:
            raise StockInvalid(f"{field} is 0 or more, or null for no limit.", field=field)

    def write() -> AdjustmentPolicyDetail:
        found = [row.id for row in read_rows(business_of_read(business, sorted(actor.branch_ids)))]
        if not found:
            raise DocumentUnknown(f"There is no business {business!r} for you.", field="business")
        rows = AdjustmentPolicy.objects.filter(business_id=found[0])
        before = rows.values(*limits, "version").first() or {"version": 0}
        if version is not None and version != before["version"]:
            raise PreconditionFailed(version=before["version"])
        if before["version"]:
            newest = write_version(rows, version=before["version"], changes=limits)
        else:
            newest = AdjustmentPolicy.objects.create(business_id=found[0], **limits).version
        diff = {field: (before.get(field), limit) for field, limit in limits.items()}
        subject = f"inventory.adjustment_policy:{found[0]}"
        record_audit(action="stock.set_adjustment_policy", subject=subject, diff=diff, actor=actor, now=now)
        return AdjustmentPolicyDetail(business, approval_quantity_base, approval_value_minor, newest)

    return write_once(key, now, AdjustmentPolicyDetail, write)
