from __future__ import annotations

from datetime import datetime

import msgspec
from django.db.models import Q

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.kernel.ids import next_ids
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import insert, read_rows, write_all
from kontor.kernel.text import required_text
from kontor.kernel.wire import RequestKey
from kontor.organization.queries import business_detail
from kontor.parties.queries import customer_ids_by_code
from kontor.pricing.errors import CodeTaken, CustomerUnknown, DefaultTaken, ListsOverlap
from kontor.pricing.models import PriceList
from kontor.pricing.operations.widen_lists import widen_for_some
from kontor.pricing.price_rules import check_new_list
from kontor.pricing.rows import PriceListRow
from kontor.pricing.types import PriceListDraft, PriceListItem


def create_price_list(
    *, draft: PriceListDraft, actor: Actor, now: datetime, key: RequestKey | None = None
) -> PriceListItem:
    """Make an empty price list of one of the actor's businesses.

    Raises BusinessUnknown, CodeTaken, DefaultTaken when it is to be the default or the purchase list and there is one,
    ListInvalid, CustomerUnknown, and ListsOverlap for a second list of one customer on the same day.
    """
    return write_once(key, now, PriceListItem, lambda: _create(draft, actor, now))


def _create(draft: PriceListDraft, actor: Actor, now: datetime) -> PriceListItem:
    business = business_detail(draft.business_id, actor=actor)
    item = PriceListItem(
        id=0,
        business_id=business.id,
        code=required_text(draft.code, "code", 20),
        name=required_text(draft.name, "name", 80),
        is_tax_inclusive=draft.is_tax_inclusive,
        is_default=draft.is_default,
        version=1,
        kind=draft.kind,
        currency=business.currency,
        customer=draft.customer,
        valid_from=draft.valid_from,
        valid_until=draft.valid_until,
    )
    check_new_list(item)
    _refuse_taken(item)
    customer_id = None if draft.customer is None else _customer_id(draft.customer)
    if draft.customer is not None:
        refuse_overlap(item, draft.customer)
    (fresh,) = read_rows(next_ids("pricing_pricelist", 1))
    item = msgspec.structs.replace(item, id=fresh.id)
    # A default list that comes after others cannot know what those hold.
    is_wide = item.is_default and PriceList.objects.filter(business_id=business.id).exists()
    if customer_id is not None:
        widen_for_some(business.id)
    columns = PriceListRow.__struct_fields__
    values = {name: value for name, value in msgspec.structs.asdict(item).items() if name in columns}
    row = PriceListRow(**values, customer_id=customer_id, is_wide=is_wide)
    audit = audit_row(
        action="price_list.create",
        subject=f"pricing.price_list:{row.id}",
        diff={"code": (None, item.code), "name": (None, item.name), "is_tax_inclusive": (None, row.is_tax_inclusive)},
        actor=actor,
        now=now,
    )
    write_all([insert("pricing_pricelist", [row], name="price_list"), *audit_writes([audit])])
    return item


def refuse_overlap(item: PriceListItem, customer: str) -> None:
    """Locks the business's lists, so that two of one customer see each other. Raises ListsOverlap."""
    lists = PriceList.objects.filter(business_id=item.business_id).order_by("id")
    list(lists.select_for_update(no_key=True).values_list("id"))
    others = PriceList.objects.filter(business_id=item.business_id, customer__code=customer).exclude(id=item.id)
    if item.valid_until is not None:
        others = others.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=item.valid_until))
    if item.valid_from is not None:
        others = others.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=item.valid_from))
    taken = others.order_by("id").values_list("code", flat=True).first()
    if taken is not None:
        raise ListsOverlap(f"{taken} holds for {customer} on some of these days; end it first.", taken=taken)


def _customer_id(code: str) -> int:
    found = customer_ids_by_code([code])
    if code not in found:
        raise CustomerUnknown(f"There is no customer {code!r}.", field="customer")
    return found[code]


def _refuse_taken(item: PriceListItem) -> None:
    if PriceList.objects.filter(code=item.code).exists():
        raise CodeTaken(f"There is a price list {item.code} already.", field="code", taken=item.code)
    if item.is_default:
        _refuse_second(item, "is_default", "default price list", is_default=True)
    if item.kind == "purchase":
        _refuse_second(item, "kind", "list of purchase prices", kind="purchase")


def _refuse_second(item: PriceListItem, field: str, what: str, **same: bool | str) -> None:
    there = PriceList.objects.filter(business_id=item.business_id, **same)
    taken = there.values_list("code", flat=True).first()
    if taken is not None:
        raise DefaultTaken(f"{taken} is the business's {what}.", field=field, taken=taken)
