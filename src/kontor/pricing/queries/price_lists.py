"""Price lists, the prices in them and the tax rates. A price list is seen by those who work in its business."""

from __future__ import annotations

from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from kontor.access.types import Actor
from kontor.kernel.listing import page_of
from kontor.kernel.money import decimal_from_micros
from kontor.kernel.wire import Page
from kontor.organization.queries import branch_facts
from kontor.pricing.errors import PriceListNotFound
from kontor.pricing.models import Price, PriceList, TaxRate
from kontor.pricing.types import PriceItem, PriceListItem, TaxRateItem


def list_price_lists(*, actor: Actor, after: int | None = None, limit: int = 50) -> Page[PriceListItem]:
    """The price lists of the actor's businesses by ascending id. Two queries."""
    rows = _price_lists(actor).filter(id__gt=after or 0).order_by("id")
    return page_of([PriceListItem(**row) for row in rows.values(*_LIST)[: limit + 1]], limit)


def price_list_detail(*, price_list_id: int, actor: Actor) -> PriceListItem:
    """Two queries. Raises PriceListNotFound, also for a list of a business the actor has no branch of."""
    row = _price_lists(actor).filter(id=price_list_id).values(*_LIST).first()
    if row is None:
        raise PriceListNotFound(f"There is no price list {price_list_id} for you.", field="price_list_id")
    return PriceListItem(**row)


def list_prices(
    *,
    price_list_id: int,
    actor: Actor,
    on: date | None = None,
    sku: str = "",
    after: int | None = None,
    limit: int = 50,
) -> Page[PriceItem]:
    """Prices of a list by ascending id: those that hold `on` a day, or the whole history; of one SKU, or of all.

    Three queries. Raises PriceListNotFound.
    """
    price_list_detail(price_list_id=price_list_id, actor=actor)
    prices = Price.objects.filter(price_list_id=price_list_id, id__gt=after or 0)
    if sku:
        prices = prices.filter(pack__sku__code=sku)
    if on is not None:
        prices = _holding(prices, on)
    rows = prices.order_by("id").values_list(
        "id", "pack__sku__code", "pack__code", "pack__factor", "unit_price_micros", "valid_from"
    )
    return page_of([_item(row) for row in rows[: limit + 1]], limit)


def list_tax_rates(
    *, actor: Actor, tax_class: str = "", after: int | None = None, limit: int = 50
) -> Page[TaxRateItem]:
    """Tax rates by ascending id, of one class or of all. One query."""
    rates = TaxRate.objects.filter(id__gt=after or 0).order_by("id")
    if tax_class:
        rates = rates.filter(tax_class__code=tax_class)
    rows = rates.values_list("id", "tax_class__code", "valid_from", "rate_bp")
    return page_of([TaxRateItem(*row) for row in rows[: limit + 1]], limit)


_LIST = PriceListItem.__struct_fields__


def _price_lists(actor: Actor) -> QuerySet[PriceList]:
    business_ids = {facts.business_id for facts in branch_facts(sorted(actor.branch_ids)).values()}
    return PriceList.objects.filter(business_id__in=business_ids)


def _holding(prices: QuerySet[Price], on: date) -> QuerySet[Price]:
    """Of each pack the latest price that has begun."""
    begun = Price.objects.filter(pack=OuterRef("pack"), price_list=OuterRef("price_list"), valid_from__lte=on)
    return prices.filter(valid_from=Subquery(begun.order_by("-valid_from").values("valid_from")[:1]))


def _item(row: tuple[int, str, str, int, int, date]) -> PriceItem:
    id_, sku, pack, factor, micros, valid_from = row
    return PriceItem(id_, sku, pack, factor, str(decimal_from_micros(micros)), valid_from)
