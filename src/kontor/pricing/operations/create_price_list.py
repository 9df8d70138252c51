from __future__ import annotations

from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import insert, next_ids, read_rows, write_all
from kontor.kernel.text import required_text
from kontor.kernel.wire import RequestKey
from kontor.organization.queries import business_detail
from kontor.pricing.errors import CodeTaken, DefaultTaken
from kontor.pricing.models import PriceList
from kontor.pricing.rows import PriceListRow
from kontor.pricing.types import PriceListDraft, PriceListItem


def create_price_list(
    *, draft: PriceListDraft, actor: Actor, now: datetime, key: RequestKey | None = None
) -> PriceListItem:
    """Make an empty price list of one of the actor's businesses.

    Raises BusinessUnknown, CodeTaken, and DefaultTaken when it is to be the default and there is one.
    """
    return write_once(key, now, PriceListItem, lambda: _create(draft, actor, now))


def _create(draft: PriceListDraft, actor: Actor, now: datetime) -> PriceListItem:
    business = business_detail(draft.business_id, actor=actor)
    code = required_text(draft.code, "code", 20)
    name = required_text(draft.name, "name", 80)
    _refuse_taken(code, draft)
    (fresh,) = read_rows(next_ids("pricing_pricelist", 1))
    row = PriceListRow(fresh.id, business.id, code, name, draft.is_tax_inclusive, draft.is_default)
    audit = audit_row(
        action="price_list.create",
        subject=f"pricing.price_list:{row.id}",
        diff={"code": (None, code), "name": (None, name), "is_tax_inclusive": (None, row.is_tax_inclusive)},
        actor=actor,
        now=now,
    )
    write_all([insert("pricing_pricelist", [row], name="price_list"), *audit_writes([audit])])
    return PriceListItem(row.id, row.business_id, code, name, row.is_tax_inclusive, row.is_default, row.version)


def _refuse_taken(code: str, draft: PriceListDraft) -> None:
    if PriceList.objects.filter(code=code).exists():
        raise CodeTaken(f"There is a price list {code} already.", field="code", taken=code)
    default = PriceList.objects.filter(business_id=draft.business_id, is_default=True) if draft.is_default else None
    taken = default.values_list("code", flat=True).first() if default is not None else None
    if taken is not None:
        raise DefaultTaken(f"{taken} is the business's default price list.", field="is_default", taken=taken)
