"""Lists for a customer, a channel and a quantity, from the tables to what is quoted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kontor.access.models import AuditRecord
from kontor.access.types import Actor
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.wire import RequestKey
from kontor.parties.models import Channel, Customer
from kontor.pricing.errors import (
    ChannelUnknown,
    CustomerUnknown,
    DefaultTaken,
    ListInvalid,
    ListsOverlap,
    PriceInvalid,
    PriceListNotFound,
)
from kontor.pricing.models import ChannelPriceList, PriceList
from kontor.pricing.operations import (
    assign_channel_list,
    assign_price_list,
    create_price_list,
    edit_price_list,
    put_prices,
)
from kontor.pricing.queries import list_price_lists, quote
from kontor.pricing.types import (
    ChannelAssignment,
    ChannelPrices,
    CustomerPrices,
    PackPrice,
    PriceListDraft,
    PriceListEdit,
    PriceListItem,
    PricePut,
    TierPrice,
)
from tests.world import NOW, World, make_world

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)


@pytest.fixture
def world() -> World:
    world = make_world()
    world.sku("OIL", price_micros=1_300_000)
    world.sku("RICE", price_micros=2_000_000)
    channel = Channel.objects.create(code="TT", name="Traditional trade")
    Customer.objects.create(code="C1", name="Corner Shop", channel=channel)
    return world


def create(world: World, code: str, **more: object) -> PriceListItem:
    draft = PriceListDraft(business_id=world.business.pk, code=code, name=code, **more)  # type: ignore[arg-type]  # fits
    return create_price_list(draft=draft, actor=world.actor, now=NOW)


def edit(world: World, item: PriceListItem, **more: object) -> PriceListItem:
    change = PriceListEdit(**more)  # type: ignore[arg-type]  # what fits
    return edit_price_list(price_list_id=item.id, version=item.version, edit=change, actor=world.actor, now=NOW)


def put(world: World, price_list: str, price: str, **more: object) -> None:
    row = PricePut(price_list, "OIL", DAY, price, **more)  # type: ignore[arg-type]  # what fits
    (item,) = put_prices(rows=[row], actor=world.actor, now=NOW).items
    assert item.verdict == "created", item


def assign_channel(world: World, price_list_id: int | None, version: int | None = None) -> ChannelPrices:
    assignment = ChannelAssignment(world.business.pk, price_list_id)
    return assign_channel_list(channel="TT", assignment=assignment, version=version, actor=world.actor, now=NOW)


def quoted(world: World, sku: str = "OIL", on: date = DAY, customer: str | None = "C1") -> dict[str, PackPrice]:
    found = quote(skus=[sku], customer=customer, business_id=world.business.pk, on=on, actor=world.actor)
    return {item.pack: item for item in found.items}


def test_what_a_customer_pays_follows_its_own_list_then_the_given_then_the_channels_then_the_default(
    world: World,
) -> None:
    def oil() -> str | None:
        return quoted(world)["EA"].unit_price

    assert oil() == "1.30"
    trade, given = create(world, "TRADE"), create(world, "GIVEN")
    put(world, "TRADE", "1.20")
    put(world, "GIVEN", "1.10")
    assign_channel(world, trade.id)
    assert (oil(), quoted(world, customer=None)["EA"].unit_price) == ("1.20", "1.30")
    assign_price_list(customer_id=Customer.objects.get().pk, price_list_id=given.id, actor=world.actor, now=NOW)
    assert oil() == "1.10"
    own = create(world, "OWN", customer="C1")
    assert oil() == "1.10"
    put(world, "OWN", "1.00")
    assert oil() == "1.00"
    edit(world, own, valid_until=date(2026, 2, 28))
    assert oil() == "1.10"
    assign_price_list(customer_id=Customer.objects.get().pk, price_list_id=None, actor=world.actor, now=NOW)
    assert oil() == "1.20"
    assign_channel(world, None)
    assert oil() == "1.30"


def test_an_own_list_holds_what_was_agreed_and_a_given_list_is_whole(world: World) -> None:
    create(world, "OWN", customer="C1")
    put(world, "OWN", "1.00")
    assert (quoted(world)["EA"].unit_price, quoted(world, "RICE")["EA"].unit_price) == ("1.00", "2.00")
    assert (quoted(world)["CASE"].unit_price, quoted(world)["CASE"].source) == ("24.00", "base")
    trade = create(world, "TRADE")
    assign_channel(world, trade.id)
    assert quoted(world, "RICE")["EA"].unit_price is None


def test_larger_quantities_cost_what_their_tier_says_while_it_holds(world: World) -> None:
    code = world.price_list.code
    put(world, code, "1.25", minimum_quantity=100)
    put(world, code, "1.20", minimum_quantity=200, valid_until=date(2026, 3, 31))
    put(world, code, "28", pack="CASE", minimum_quantity=20)
    assert quoted(world)["EA"].tiers == (TierPrice("100", "1.25"), TierPrice("200", "1.20"))
    assert quoted(world)["CASE"].tiers == (
        TierPrice("4.166667", "30.00"), TierPrice("8.333333", "28.80"), TierPrice("20", "28.00"),
    )  # fmt: skip
    assert quoted(world, on=date(2026, 4, 1))["EA"].tiers == (TierPrice("100", "1.25"),)
    assert quoted(world, on=date(2026, 2, 28))["EA"].tiers == ()
    row = PricePut(code, "OIL", date(2026, 5, 1), "1.22", minimum_quantity=100)
    assert put_prices(rows=[row], actor=world.actor, now=NOW).created == 1
    assert quoted(world, on=date(2026, 5, 1))["EA"].tiers == (TierPrice("100", "1.22"),)


def test_two_own_lists_never_hold_on_one_day(world: World) -> None:
    may = date(2026, 5, 1)
    first = create(world, "OWN1", customer="C1", valid_until=may)
    with pytest.raises(ListsOverlap):
        create(world, "OWN2", customer="C1", valid_from=may)
    second = create(world, "OWN2", customer="C1", valid_from=date(2026, 5, 2))
    with pytest.raises(ListsOverlap):
        edit(world, first, valid_until=None)
    with pytest.raises(ListsOverlap):
        edit(world, second, valid_from=may)
    assert list(PriceList.objects.filter(customer__isnull=False).values_list("version", flat=True)) == [1, 1]


def test_a_list_is_renamed_and_closed_once_per_version(world: World) -> None:
    item = create(world, "TRADE")
    after = edit(world, item, name=" Trade 2026 ", valid_until=date(2026, 12, 31))
    assert (after.name, after.version) == ("Trade 2026", 2)
    assert edit(world, after, name="Trade 2026") == after
    with pytest.raises(PreconditionFailed):
        edit(world, item, name="Lost")
    audit = AuditRecord.objects.filter(action="price_list.edit").values_list("diff", flat=True)
    assert list(audit) == ['{"name":["TRADE","Trade 2026"],"valid_until":[null,"2026-12-31"]}']
    assert PriceList.objects.get(code="TRADE").name == "Trade 2026"


def test_lists_that_make_no_sense_are_refused(world: World) -> None:
    default = PriceListItem(world.price_list.pk, world.business.pk, "", "", False, True, 1)
    refusals: dict[str, dict[str, Any]] = {
        "is_default": {"kind": "purchase", "is_default": True},
        "customer": {"customer": "C1", "kind": "purchase"},
        "is_tax_inclusive": {"kind": "purchase", "is_tax_inclusive": True},
        "valid_from": {"kind": "purchase", "valid_from": DAY},
        "valid_until": {"valid_from": DAY, "valid_until": date(2026, 2, 1)},
    }
    for field, values in refusals.items():
        with pytest.raises(ListInvalid) as refused:
            create(world, "WRONG", **values)
        assert refused.value.data["field"] == field
    with pytest.raises(PriceInvalid):
        create(world, "WRONG", valid_from=date(1066, 1, 1))
    with pytest.raises(CustomerUnknown):
        create(world, "WRONG", customer="NOBODY")
    with pytest.raises(ListInvalid):
        edit(world, default, valid_until=DAY)
    create(world, "COSTS", kind="purchase")
    with pytest.raises(DefaultTaken):
        create(world, "WRONG", kind="purchase")
    assert not PriceList.objects.filter(code="WRONG").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceList.objects.filter(is_default=True).update(valid_until=DAY)


def test_nobody_is_given_purchase_prices_or_another_customers_own_list(world: World) -> None:
    costs, own = create(world, "COSTS", kind="purchase"), create(world, "OWN", customer="C1")
    stranger = world.customer("C2").pk
    for price_list in (costs, own):
        with pytest.raises(ListInvalid):
            assign_price_list(customer_id=stranger, price_list_id=price_list.id, actor=world.actor, now=NOW)
        with pytest.raises(ListInvalid):
            assign_channel(world, price_list.id)
    assert not ChannelPriceList.objects.exists()


def test_purchase_prices_are_seen_by_those_who_may_know_costs(world: World) -> None:
    create(world, "COSTS", kind="purchase")
    branches = world.actor.branch_ids
    seller = Actor(9, "user", "seller", frozenset({"pricing.read"}), branches)
    auditor = Actor(9, "user", "auditor", frozenset({"pricing.read", "costs.read"}), branches)
    seen = [[item.code for item in list_price_lists(actor=actor).items] for actor in (seller, auditor)]
    assert seen == [[world.price_list.code], [world.price_list.code, "COSTS"]]


def test_a_channels_list_is_given_once_per_version(world: World) -> None:
    trade = create(world, "TRADE").id
    given = assign_channel(world, trade, 0)
    assert given == ChannelPrices("TT", world.business.pk, trade, 1)
    assert assign_channel(world, trade, 1) == given
    with pytest.raises(PreconditionFailed):
        assign_channel(world, None, 0)
    assert assign_channel(world, None, 1).version == 2
    diffs = AuditRecord.objects.filter(action="channel.assign_price_list").order_by("id").values_list("diff", flat=True)
    assert list(diffs) == [f'{{"price_list_id":[null,{trade}]}}', f'{{"price_list_id":[{trade},null]}}']
    nowhere = ChannelAssignment(world.business.pk, trade)
    with pytest.raises(ChannelUnknown):
        assign_channel_list(channel="NOWHERE", assignment=nowhere, actor=world.actor, now=NOW)
    with pytest.raises(PriceListNotFound):
        assign_channel(world, make_world().price_list.pk)


def test_a_customers_list_is_given_once_per_version_and_key(world: World) -> None:
    trade, customer = create(world, "TRADE").id, Customer.objects.get().pk

    def assign(price_list_id: int | None, version: int, key: RequestKey | None = None) -> CustomerPrices:
        return assign_price_list(
            customer_id=customer, price_list_id=price_list_id, version=version, actor=world.actor, now=NOW, key=key
        )

    key = RequestKey(1, "k", "f")
    first = assign(trade, 0, key)
    assert assign(trade, 0, key) == first == CustomerPrices(customer, trade, 1)
    with pytest.raises(PreconditionFailed):
        assign(None, 0)
    assert assign(None, 1).version == 2
