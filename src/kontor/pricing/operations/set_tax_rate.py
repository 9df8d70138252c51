from __future__ import annotations

from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.catalog.queries import tax_class_ids_by_code
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import write_all
from kontor.kernel.wire import RequestKey
from kontor.pricing.errors import TaxRateInvalid
from kontor.pricing.models import TaxRate
from kontor.pricing.price_rules import check_day, check_rate
from kontor.pricing.rows import TaxRateRow
from kontor.pricing.sql.prices import tax_rate_write
from kontor.pricing.types import TaxRateDraft, TaxRateItem


def set_tax_rate(*, draft: TaxRateDraft, actor: Actor, now: datetime, key: RequestKey | None = None) -> TaxRateItem:
    """A tax class's rate from a day on; one set for the same day before is replaced.

    Documents keep the rate they were made with. Raises TaxRateInvalid, PriceInvalid for a day out of range.
    """
    return write_once(key, now, TaxRateItem, lambda: _set(draft, actor, now))


def _set(draft: TaxRateDraft, actor: Actor, now: datetime) -> TaxRateItem:
    check_rate(draft.rate_bp)
    check_day(draft.valid_from)
    tax_class_id = tax_class_ids_by_code([draft.tax_class]).get(draft.tax_class)
    if tax_class_id is None:
        raise TaxRateInvalid(f"There is no tax class {draft.tax_class!r}; make it first.", field="tax_class")
    same = TaxRate.objects.filter(tax_class_id=tax_class_id, valid_from=draft.valid_from)
    before = same.select_for_update(no_key=True).values_list("rate_bp", flat=True).first()
    if before != draft.rate_bp:
        audit = audit_row(
            action="tax_rate.set",
            subject=f"catalog.tax_class:{tax_class_id}",
            diff={f"rate_bp from {draft.valid_from}": (before, draft.rate_bp)},
            actor=actor,
            now=now,
        )
        row = TaxRateRow(tax_class_id, draft.valid_from, draft.rate_bp)
        write_all([tax_rate_write(row), *audit_writes([audit])])
    return TaxRateItem(same.values_list("id", flat=True).get(), draft.tax_class, draft.valid_from, draft.rate_bp)
