"""Price lists, the prices in them and the tax rates. A price list is seen by those who work in its business."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from kontor.access.types import Actor
from kontor.kernel.listing import in_order, page_of
from kontor.kernel.money import decimal_from_micros
from kontor.kernel.quantity import quantity_text
from kontor.kernel.statements import read_rows
from kontor.kernel.wire import Page
from kontor.organization.queries import branch_facts, business_detail
from kontor.parties.queries import customer_detail
from kontor.parties.sql.codes import channels_read
from kontor.pricing.errors import ChannelUnknown, ListInvalid, PriceListNotFound
from kontor.pricing.models import ChannelPriceList, CustomerPriceList, Price, PriceList, TaxRate
from kontor.pricing.price_book import SEES_COSTS
from kontor.pricing.price_rules import ListFacts
from kontor.pricing.types import ChannelPrices, CustomerPrices, PriceItem, PriceListItem, TaxRateItem


def list_price_lists(*, actor: Actor, after: int | None = None, limit: int = 50) -> Page[PriceListItem]:
    """The price lists of the actor's businesses by ascending id. Two queries."""
    rows = visible_lists(actor).filter(id__gt=after or 0).order_by("id")
    return page_of([PriceListItem(*row) for row in rows.values_list(*_LIST)[: limit + 1]], limit)


def price_list_detail(*, price_list_id: int, actor: Actor) -> PriceListItem:
    """Two queries. Raises PriceListNotFound, also for a list of a business the actor has no branch of."""
    row = visible_lists(actor).filter(id=price_list_id).values_list(*_LIST).first()
    if row is None:
        raise PriceListNotFound(f"There is no price list {price_list_id} for you.", field="price_list_id")
    return PriceListItem(*row)


def list_facts(codes: Collection[str], *, actor: Actor) -> dict[str, ListFacts]:
    """Of these codes the lists that the actor may see. Two queries."""
    return {facts.code: facts for facts in _facts(visible_lists(actor).filter(code__in=codes))}


def facts_of_list(price_list_id: int, *, actor: Actor) -> ListFacts:
    """Two queries. Raises PriceListNotFound."""
    for facts in _facts(visible_lists(actor).filter(id=price_list_id)):
        return facts
    raise PriceListNotFound(f"There is no price list {price_list_id} for you.", field="price_list_id")


def sale_list_detail(*, price_list_id: int, actor: Actor) -> PriceListItem:
    """A list that anybody may be given. Raises PriceListNotFound, and ListInvalid for any other kind of list."""
    price_list = price_list_detail(price_list_id=price_list_id, actor=actor)
    if price_list.kind == "purchase" or price_list.customer is not None:
        raise ListInvalid(f"{price_list.code} is not a list that is given to others.", field="price_list_id")
    return price_list


def customer_prices(*, customer_id: int, actor: Actor) -> CustomerPrices:
    """Which list the customer is given, version 0 where it never was. Two queries. Raises CustomerNotFound."""
    customer = customer_detail(customer_id=customer_id, actor=actor)
    row = CustomerPriceList.objects.filter(customer_id=customer.id).values_list("price_list_id", "version").first()
    return CustomerPrices(customer.id, *(row or (None, 0)))


def channel_prices(*, channel: str, business_id: int, actor: Actor) -> ChannelPrices:
    """Which list of the business the channel is given, version 0 where it never was. Raises ChannelUnknown,
    BusinessUnknown."""
    business = business_detail(business_id, actor=actor)
    rows = ChannelPriceList.objects.filter(channel_id=channel_id_of(channel), business_id=business.id)
    row = rows.values_list("price_list_id", "version").first()
    return ChannelPrices(channel, business.id, *(row or (None, 0)))


def channel_id_of(code: str) -> int:
    """Raises ChannelUnknown."""
    for row in read_rows(channels_read([code])):
        return int(row.id)
    raise ChannelUnknown(f"There is no channel {code!r}.", field="channel")


def list_prices(
    *,
    price_list_id: int,
    actor: Actor,
    on: date | None = None,
    sku: str = "",
    search: str = "",
    after: int | None = None,
    limit: int = 50,
    sort: str = "id",
) -> Page[PriceItem]:
    """Prices of a list by `sort`: those that hold `on` a day, or the whole history; of one SKU, or of all.

    `search` is the start of a SKU's code or a part of its name; `sort` is id, or sku from the first code on (-sku: from
    the last). Three queries. Raises PriceListNotFound.
    """
    found = price_list_detail(price_list_id=price_list_id, actor=actor)
    return prices_in(found, on=on, sku=sku, search=search, after=after, limit=limit, sort=sort)


def prices_in(
    price_list: PriceListItem,
    *,
    on: date | None = None,
    sku: str = "",
    search: str = "",
    after: int | None = None,
    limit: int = 50,
    sort: str = "id",
) -> Page[PriceItem]:
    """What list_prices finds in a list that the actor was given to see. One query."""
    prices = Price.objects.filter(price_list_id=price_list.id)
    if sku:
        prices = prices.filter(pack__sku__code=sku)
    if text := search.strip():
        prices = prices.filter(Q(pack__sku__code__startswith=text) | Q(pack__sku__name__icontains=text))
    if on is not None:
        prices = _holding(prices, on)
    rows = in_order(prices, after=after, sort=sort.replace("sku", "pack__sku__code")).values_list(*_PRICE)
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


_LIST = tuple(
    {"currency": "business__currency", "customer": "customer__code"}.get(name, name)
    for name in PriceListItem.__struct_fields__
)


def visible_lists(actor: Actor) -> QuerySet[PriceList]:
    """Of the actor's businesses; purchase prices only for those who may know what goods cost."""
    business_ids = {facts.business_id for facts in branch_facts(sorted(actor.branch_ids)).values()}
    lists = PriceList.objects.filter(business_id__in=business_ids)
    return lists if actor.may(SEES_COSTS) else lists.filter(kind="sale")


def _facts(lists: QuerySet[PriceList]) -> list[ListFacts]:
    purchase = PriceList.objects.filter(business=OuterRef("business"), kind="purchase").exclude(id=OuterRef("id"))
    rows = lists.annotate(purchase_list_id=Subquery(purchase.values("id")[:1]))
    columns = ("id", "code", "business__currency", "business_id", "is_tax_inclusive", "purchase_list_id")
    return [ListFacts(*row) for row in rows.values_list(*columns)]


def _holding(prices: QuerySet[Price], on: date) -> QuerySet[Price]:
    """Of each tier the latest price that has begun, unless it has ended."""
    tier = {name: OuterRef(name) for name in ("pack", "price_list", "from_quantity_base")}
    begun = Price.objects.filter(**tier, valid_from__lte=on).order_by("-valid_from").values("valid_from")
    holding = prices.filter(valid_from=Subquery(begun[:1]))
    return holding.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))


_PRICE = (
    "id",
    "pack__sku__code",
    "pack__code",
    "pack__factor",
    "unit_price_micros",
    "valid_from",
    "valid_until",
    "from_quantity_base",
)


def _item(row: tuple[int, str, str, int, int, date, date | None, int]) -> PriceItem:
    id_, sku, pack, factor, micros, valid_from, valid_until, from_base = row
    price = str(decimal_from_micros(micros))
    return PriceItem(id_, sku, pack, factor, price, valid_from, valid_until, quantity_text(from_base, factor))
