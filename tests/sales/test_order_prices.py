"""Row 79: totals add up, the price is that of the order's time. Amounts were computed by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kontor.catalog.models import Pack, TaxClass
from kontor.inventory.models import StockLevel
from kontor.pricing.models import CustomerPriceList, Price, PriceList, TaxRate
from kontor.sales.models import OrderLine, SalesOrder
from kontor.sales.types import OrderAnswer
from tests.sales.orders import confirm, draft, line, make_shop, nothing_changed, place, placed, refused, taken
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_shop("OIL", "RICE")


def lines_of(order: OrderAnswer) -> list[tuple[int, int, int]]:
    """Per line: discount, net and tax in minor units."""
    names = ("discount_minor", "net_minor", "tax_minor")
    return list(OrderLine.objects.filter(order_id=order.id).order_by("position").values_list(*names))


def tax(world: World, sku: str, rate_bp: int) -> None:
    """Give the SKU a tax class of its own."""
    own = TaxClass.objects.create(code=f"T{sku}", name=f"{rate_bp} bp")
    TaxRate.objects.create(tax_class=own, valid_from=date(2020, 1, 1), rate_bp=rate_bp)
    product = world.skus[sku].product
    product.tax_class = own
    product.save()


def test_row_79_a_total_is_the_sum_of_its_lines_and_each_line_of_quantity_and_price(world: World) -> None:
    """Row 79."""
    order = placed(world, line("OIL", 3), line("RICE", "2", pack="CASE"))
    assert lines_of(order) == [(0, 3_000, 480), (0, 48_000, 7_680)]
    assert (order.net, order.tax, order.total) == ("510.00", "81.60", "591.60")


def test_row_79_a_placed_order_keeps_its_price_when_the_list_changes(world: World) -> None:
    """Row 79."""
    order = placed(world, line("OIL", 3))
    Price.objects.update(unit_price_micros=99_000_000)
    assert taken(confirm(world, order.id)).total == order.total == "34.80"
    assert OrderLine.objects.get().unit_price_micros == 10_000_000


def test_tax_exclusive_prices_get_their_tax_on_top_rounded_line_by_line(world: World) -> None:
    """3 x 0.333 = 0.999 -> 1.00, tax 0.16; 7 x 1.05 = 7.35, tax 1.176 -> 1.18."""
    order = placed(world, line("OIL", 3, unit_price="0.333"), line("RICE", 7, unit_price="1.05"))
    assert lines_of(order) == [(0, 100, 16), (0, 735, 118)]
    assert (order.net, order.tax, order.total) == ("8.35", "1.34", "9.69")


def test_tax_inclusive_prices_have_their_tax_taken_out(world: World) -> None:
    """11.60 holds 1.60 tax at 16 %; 0.99 holds 0.14 (0.1366)."""
    world.price_list.is_tax_inclusive = True
    world.price_list.save()
    order = placed(world, line("OIL", 1, unit_price="11.60"), line("RICE", 1, unit_price="0.99"))
    assert lines_of(order) == [(0, 1_000, 160), (0, 85, 14)]
    assert (order.net, order.tax, order.total) == ("10.85", "1.74", "12.59")
    assert SalesOrder.objects.get().is_tax_inclusive


def test_each_line_has_the_rate_of_its_tax_class_on_the_day(world: World) -> None:
    tax(world, "RICE", 0)
    TaxRate.objects.create(tax_class=world.tax_class, valid_from=date(2026, 3, 3), rate_bp=800)
    today = placed(world, line("OIL", 1), line("RICE", 1))
    tomorrow = placed(world, line("OIL", 1), line("RICE", 1), ordered_at=datetime(2026, 3, 3, 8, tzinfo=UTC))
    assert (lines_of(today), today.total) == ([(0, 1_000, 160), (0, 1_000, 0)], "21.60")
    assert (lines_of(tomorrow), tomorrow.total) == ([(0, 1_000, 80), (0, 1_000, 0)], "20.80")


def test_a_line_discount_comes_off_before_the_tax(world: World) -> None:
    """12.5 % of 29.97 = 3.74625 -> 3.75."""
    order = placed(world, line("OIL", 3, unit_price="9.99", discount_bp=1250))
    assert lines_of(order) == [(375, 2_622, 420)]
    assert order.total == "30.42"


def test_a_discount_on_the_document_is_spread_to_the_last_cent(world: World) -> None:
    """1.00 over 10.00, 10.00 and 10.00: 0.34, 0.33, 0.33."""
    order = placed(world, line("OIL", 1), line("RICE", 1), line("OIL", 1), discount="1")
    assert lines_of(order) == [(34, 966, 155), (33, 967, 155), (33, 967, 155)]
    assert (order.net, order.tax, order.total) == ("29.00", "4.65", "33.65")


def test_a_free_line_costs_nothing_and_takes_its_goods(world: World) -> None:
    order = placed(world, line("OIL", 2), line("OIL", 1, is_free=True), confirm=True)
    assert (order.total, world.stock("OIL")) == ("23.20", (100, 3))
    assert lines_of(order)[1] == (0, 0, 0)
    assert OrderLine.objects.get(position=2).list_price_micros == 10_000_000


def test_a_pack_with_a_price_of_its_own_is_not_a_multiple_of_the_base_pack(world: World) -> None:
    case = Pack.objects.get(sku=world.skus["OIL"], code="CASE")
    Price.objects.create(
        price_list=world.price_list, pack=case, unit_price_micros=199_990_000, valid_from=date(2020, 1, 1)
    )
    order = placed(world, line("OIL", "0.5", pack="CASE"), line("RICE", 1, pack="CASE"))
    assert order.net == "340.00"  # half of 199.99, rounded, and 24 x 10.00
    assert list(OrderLine.objects.order_by("position").values_list("quantity_base", flat=True)) == [12, 24]


def test_a_customers_own_price_list_goes_before_the_business_default(world: World) -> None:
    dealer = world.customer("D1")
    prices = PriceList.objects.create(business=world.business, code="DEALER", name="Dealers")
    CustomerPriceList.objects.create(customer=dealer, price_list=prices)
    pack = Pack.objects.get(sku=world.skus["OIL"], code="EA")
    Price.objects.create(price_list=prices, pack=pack, unit_price_micros=7_500_000, valid_from=date(2020, 1, 1))
    assert placed(world, line("OIL", 1), customer="D1").net == "7.50"
    assert placed(world, line("OIL", 1)).net == "10.00"
    with nothing_changed():
        refusal = refused(place(world, draft(world, line("RICE", 1), customer="D1")))
    assert (refusal.status, refusal.code) == (409, "price_missing")


def test_a_product_without_a_price_is_refused_unless_somebody_may_name_one(world: World) -> None:
    Price.objects.filter(pack__sku__code="OIL").delete()
    with nothing_changed():
        assert refused(place(world, draft(world, line("OIL", 1)))).code == "price_missing"
    assert placed(world, line("OIL", 1, unit_price="3")).net == "3.00"


def test_a_price_given_by_hand_stands_beside_the_lists(world: World) -> None:
    placed(world, line("OIL", 1, unit_price="8.50"))
    names = ("list_price_micros", "unit_price_micros")
    assert OrderLine.objects.values_list(*names).get() == (10_000_000, 8_500_000)


def test_a_currency_without_cents_is_rounded_to_whole_units(world: World) -> None:
    world.business.currency = "JPY"
    world.business.save()
    order = placed(world, line("OIL", 3, unit_price="33.5"))  # 100.5 -> 101, tax 16.16 -> 16
    assert (order.net, order.tax, order.total) == ("101", "16", "117")


def test_a_draft_is_priced_and_moves_nothing(world: World) -> None:
    levels = list(StockLevel.objects.values_list())
    assert placed(world, line("OIL", 3)).total == "34.80"
    assert list(StockLevel.objects.values_list()) == levels
