"""An order takes the price of the list that counts for its customer, channel, quantity and day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kontor.catalog.models import Pack
from kontor.parties.models import Channel, Customer
from kontor.pricing.models import ChannelPriceList, CustomerPriceList, Price, PriceList, TaxRate
from kontor.pricing.operations.widen_lists import widen
from kontor.pricing.queries import sku_terms
from tests.sales.large_batches import PART, write_in_small_parts
from tests.sales.orders import draft, line, make_shop, nothing_changed, place, placed, refused
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_shop("OIL", "RICE")


def price(
    world: World, price_list: PriceList, major: int, *, from_quantity: int = 0, until: date | None = None
) -> None:
    pack = Pack.objects.get(sku=world.skus["OIL"], code="EA")
    Price.objects.create(
        price_list=price_list,
        pack=pack,
        from_quantity_base=from_quantity,
        unit_price_micros=major * 1_000_000,
        valid_from=date(2020, 1, 1),
        valid_until=until,
    )
    if from_quantity:
        widen([world.business.pk])


def list_(world: World, code: str, **more: object) -> PriceList:
    widen([world.business.pk])
    return PriceList.objects.create(business=world.business, code=code, name=code, **more)


def channel_list(world: World, code: str, major: int) -> Channel:
    channel, its = Channel.objects.create(code=code, name=code), list_(world, code)
    ChannelPriceList.objects.create(channel=channel, business=world.business, price_list=its)
    price(world, its, major)
    return channel


def test_an_order_of_many_takes_the_price_of_its_tier_in_any_pack(world: World) -> None:
    price(world, world.price_list, 9, from_quantity=24)
    price(world, world.price_list, 8, from_quantity=48, until=TODAY)
    order = placed(world, line("OIL", 23), line("OIL", 24), line("OIL", 2, pack="CASE"), line("RICE", 24))
    assert order.net == f"{23 * 10 + 24 * 9 + 48 * 8 + 24 * 10}.00"
    tomorrow = placed(world, line("OIL", 48))
    assert tomorrow.net == f"{48 * 8}.00"
    Price.objects.filter(from_quantity_base=48).update(valid_until=TODAY - timedelta(1))
    assert placed(world, line("OIL", 48)).net == f"{48 * 9}.00"


def test_the_channels_list_counts_for_its_customers_and_for_orders_that_name_it(world: World) -> None:
    trade = channel_list(world, "TT", 7)
    channel_list(world, "EXPORT", 6)
    Customer.objects.create(code="D1", name="Dealer", channel=trade)
    assert placed(world, line("OIL", 1), customer="D1").net == "7.00"
    assert placed(world, line("OIL", 1), customer="D1", channel="EXPORT").net == "6.00"
    assert placed(world, line("OIL", 1)).net == "10.00"


def test_an_own_list_goes_before_the_given_one_and_leaves_the_rest_to_it(world: World) -> None:
    dealer, given = world.customer("D1"), list_(world, "GIVEN")
    CustomerPriceList.objects.create(customer=dealer, price_list=given)
    price(world, given, 8)
    Price.objects.create(
        price_list=given,
        pack=Pack.objects.get(sku=world.skus["RICE"], code="EA"),
        unit_price_micros=5_000_000,
        valid_from=date(2020, 1, 1),
    )
    own = list_(world, "OWN", customer=dealer)
    price(world, own, 3)
    assert placed(world, line("OIL", 1), line("RICE", 1), customer="D1").net == "8.00"
    PriceList.objects.filter(pk=own.pk).update(valid_until=TODAY - timedelta(1))
    assert placed(world, line("OIL", 1), line("RICE", 1), customer="D1").net == "13.00"


def test_a_price_that_has_ended_sells_nothing(world: World) -> None:
    Price.objects.filter(pack__sku__code="OIL").update(valid_until=TODAY)
    assert placed(world, line("OIL", 1)).net == "10.00"
    Price.objects.filter(pack__sku__code="OIL").update(valid_until=TODAY - timedelta(1))
    with nothing_changed():
        refusal = refused(place(world, draft(world, line("OIL", 1))))
    assert (refusal.status, refusal.code, refusal.detail) == (
        409,
        "price_missing",
        f"OIL has no price per EA on the price list {world.price_list.code} on {TODAY}; set one or name another pack.",
    )


def test_a_missing_price_names_every_list_it_was_looked_for_on(world: World) -> None:
    dealer = world.customer("D1")
    given, own, named = list_(world, "GIVEN"), list_(world, "OWN", customer=dealer), list_(world, "PROMO")
    CustomerPriceList.objects.create(customer=dealer, price_list=given)
    price(world, own, 3)
    assert refused(place(world, draft(world, line("RICE", 1), customer="D1"))).detail == (
        f"RICE has no price per EA on {TODAY}, neither on the price list OWN nor on GIVEN;"
        " set one or name another pack."
    )
    of_line = draft(world, line("OIL", 1, price_list=named.code), customer="D1")
    assert refused(place(world, of_line)).detail == (
        f"OIL has no price per EA on the price list PROMO on {TODAY}; set one or name another pack."
    )


def test_a_business_without_a_list_says_for_which_day(world: World) -> None:
    PriceList.objects.update(is_default=False)
    assert refused(place(world, draft(world, line("OIL", 1)))).detail == (
        f"The business has no price list for this on {TODAY}; make one and set it as the default first."
    )


def test_a_missing_tax_rate_names_the_day(world: World) -> None:
    TaxRate.objects.update(valid_from=TODAY + timedelta(1))
    assert refused(place(world, draft(world, line("OIL", 1)))).detail == (
        f"OIL: its tax class has no rate on {TODAY}; set one from that day on."
    )


def test_a_purchase_list_named_on_a_line_is_not_found(world: World) -> None:
    list_(world, "COSTS", kind="purchase")
    assert refused(place(world, draft(world, line("OIL", 1, price_list="COSTS")))).code == "order_invalid"


def test_the_first_order_of_a_process_already_knows_of_every_list(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sku_terms, "_wide", set())
    price(world, list_(world, "OWN", customer=world.customer("D1")), 3)
    assert placed(world, line("OIL", 1), customer="D1").net == "3.00"
    monkeypatch.setattr(sku_terms, "_wide", set())
    price(world, world.price_list, 9, from_quantity=24)
    assert placed(world, line("OIL", 24)).net == f"{24 * 9}.00"


def test_goods_read_for_a_later_part_of_a_large_call_are_priced_on_every_list_that_counts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_in_small_parts(monkeypatch)
    given, own, spare = (list_(world, code) for code in ("GIVEN", "OWN", "SPARE"))
    CustomerPriceList.objects.create(customer=world.customer("D1"), price_list=given)
    PriceList.objects.filter(pk=own.pk).update(customer=world.customer("D2"))
    trade = channel_list(world, "TT", 7)
    Customer.objects.create(code="D3", name="Dealer", channel=trade)
    channel_list(world, "EXPORT", 6)
    for its, major in {given: 8, own: 3, spare: 2}.items():
        price(world, its, major)
    price(world, given, 5, from_quantity=24)
    one = line("OIL", 1)
    later = [
        (draft(world, one, customer="D1"), "8.00"),
        (draft(world, line("OIL", 24), customer="D1"), "120.00"),
        (draft(world, one, customer="D2"), "3.00"),
        (draft(world, one, customer="D3"), "7.00"),
        (draft(world, one, channel="EXPORT"), "6.00"),
        (draft(world, line("OIL", 1, price_list="SPARE")), "2.00"),
        (draft(world, one), "10.00"),
    ]
    answer = place(world, *[draft(world, line("RICE", 1))] * PART, *[one for one, _ in later])
    nets = [item.order.net for item in answer.items if item.order]
    assert nets == [*["10.00"] * PART, *[net for _, net in later]]
