"""What the order path reads of SKUs: the price and the rate that hold on the day, on the lists concerned."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kontor.catalog.models import SKU, Pack, Product, TaxClass
from kontor.kernel.statements import read_all, read_rows
from kontor.organization.models import Business
from kontor.pricing.errors import PriceTooLarge
from kontor.pricing.models import CustomerPriceList, Price, PriceList, TaxRate
from kontor.pricing.queries import gather, learns_wide, price_lists_read, sku_terms, sku_terms_read, terms_on_lists_read
from kontor.pricing.types import PriceListTerms, SkuTerms
from tests.world import TODAY, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def terms(*codes: str, on: date = TODAY, customers: tuple[str, ...] = ()) -> dict[str, SkuTerms]:
    return gather(read_rows(sku_terms_read(codes, on, customer_codes=customers)))


def price(world: World, sku: SKU, pack: str, micros: int, since: date, price_list: PriceList | None = None) -> None:
    Price.objects.create(
        price_list=price_list or world.price_list,
        pack=Pack.objects.get(sku=sku, code=pack),
        unit_price_micros=micros,
        valid_from=since,
    )


def on_list(price_list: PriceList) -> PriceListTerms:
    return PriceListTerms(price_list.pk, price_list.is_tax_inclusive, price_list.business_id, "")


def another_list(world: World, code: str) -> PriceList:
    return PriceList.objects.create(business=world.business, code=code, name=code)


def test_a_sku_comes_with_everything_a_line_needs(world: World) -> None:
    oil = world.sku("OIL", price_micros=1_300_000)
    sku = terms("OIL")["OIL"]
    assert (sku.sku_id, sku.code, sku.name, sku.type, sku.base_unit) == (oil.pk, "OIL", "Product OIL", "finished", "EA")
    assert (sku.is_stocked, sku.is_active, sku.tax_rate_bp) == (True, True, 1600)
    assert {code: pack.factor for code, pack in sku.packs.items()} == {"EA": 1, "CASE": 24}
    assert sku.base_pack().price_by_list == {world.price_list.pk: 1_300_000}


def test_codes_are_found_as_written(world: World) -> None:
    world.sku("85123A")
    world.sku("85123a")
    assert set(terms("85123A", "nothing")) == {"85123A"}


def test_the_price_of_a_pack_is_its_own_before_the_base_packs_times_the_factor(world: World) -> None:
    sku = world.sku("OIL", price_micros=1_300_000)
    case = terms("OIL")["OIL"].packs["CASE"]
    assert terms("OIL")["OIL"].unit_price_micros(case, on_list(world.price_list), 0) == 24 * 1_300_000
    price(world, sku, "CASE", 30_000_000, date(2026, 1, 1))
    assert terms("OIL")["OIL"].unit_price_micros(case, on_list(world.price_list), 0) == 24 * 1_300_000  # as read before
    found = terms("OIL")["OIL"]
    assert found.unit_price_micros(found.packs["CASE"], on_list(world.price_list), 0) == 30_000_000


def test_a_pack_without_its_own_or_a_base_price_has_none(world: World) -> None:
    sku = world.sku("OIL")
    other = another_list(world, "OTHER")
    customer = world.customer("C1")
    CustomerPriceList.objects.create(customer=customer, price_list=other)
    price(world, sku, "CASE", 30_000_000, date(2026, 1, 1), other)
    found = terms("OIL", customers=("C1",))["OIL"]
    assert found.unit_price_micros(found.packs["CASE"], on_list(other), 0) == 30_000_000
    assert found.unit_price_micros(found.packs["EA"], on_list(other), 0) is None


def test_a_base_price_too_large_for_the_pack_is_refused(world: World) -> None:
    world.sku("GOLD", price_micros=10**15)
    gold = terms("GOLD")["GOLD"]
    assert gold.unit_price_micros(gold.packs["EA"], on_list(world.price_list), 0) == 10**15
    with pytest.raises(PriceTooLarge):
        gold.unit_price_micros(gold.packs["CASE"], on_list(world.price_list), 0)


def test_another_pack_of_one_unit_does_not_stand_in_for_the_base_pack(world: World) -> None:
    sku = world.sku("OIL", price_micros=1_300_000)
    Pack.objects.create(sku=sku, code="BOTTLE", factor=1)
    price(world, sku, "BOTTLE", 9_000_000, date(2026, 1, 1))
    assert terms("OIL")["OIL"].base_pack().code == "EA"


@pytest.mark.parametrize(
    ("on", "micros"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), 1_000_000),
        (date(2026, 2, 28), 1_000_000),
        (date(2026, 3, 1), 1_500_000),
        (date(2026, 3, 31), 1_500_000),
        (date(2026, 4, 1), 1_200_000),
    ],
)
def test_the_price_is_the_latest_that_has_begun(world: World, on: date, micros: int | None) -> None:
    sku = world.sku("OIL", price_micros=1_000_000)
    price(world, sku, "EA", 1_200_000, date(2026, 4, 1))
    price(world, sku, "EA", 1_500_000, date(2026, 3, 1))
    found = terms("OIL", on=on)["OIL"]
    assert found.unit_price_micros(found.packs["EA"], on_list(world.price_list), 0) == micros


@pytest.mark.parametrize(
    ("on", "rate"), [(date(2019, 12, 31), None), (date(2025, 12, 31), 1600), (date(2026, 1, 1), 1800)]
)
def test_the_tax_rate_is_the_latest_that_has_begun(world: World, on: date, rate: int | None) -> None:
    world.sku("OIL")
    TaxRate.objects.create(tax_class=world.tax_class, valid_from=date(2026, 1, 1), rate_bp=1800)
    TaxRate.objects.create(tax_class=TaxClass.objects.create(code="X"), valid_from=date(2026, 1, 1), rate_bp=50)
    assert terms("OIL", on=on)["OIL"].tax_rate_bp == rate


def test_each_sku_has_the_rate_of_its_own_tax_class(world: World) -> None:
    oil, rice, salt = (world.sku(code) for code in ("OIL", "RICE", "SALT"))
    reduced, none_yet = TaxClass.objects.create(code="REDUCED"), TaxClass.objects.create(code="NEW")
    TaxRate.objects.create(tax_class=reduced, valid_from=date(2020, 1, 1), rate_bp=500)
    Product.objects.filter(pk=rice.product_id).update(tax_class=reduced)
    Product.objects.filter(pk=salt.product_id).update(tax_class=none_yet)
    found = terms("OIL", "RICE", "SALT")
    assert {code: sku.tax_rate_bp for code, sku in found.items()} == {"OIL": 1600, "RICE": 500, "SALT": None}
    assert {sku.sku_id for sku in found.values()} == {oil.pk, rice.pk, salt.pk}


def test_only_the_customers_lists_and_the_defaults_are_read(world: World) -> None:
    sku = world.sku("OIL", price_micros=1_000_000)
    mine, foreign = another_list(world, "MINE"), another_list(world, "FOREIGN")
    CustomerPriceList.objects.create(customer=world.customer("C1"), price_list=mine)
    CustomerPriceList.objects.create(customer=world.customer("C2"), price_list=foreign)
    price(world, sku, "EA", 900_000, date(2026, 1, 1), mine)
    price(world, sku, "EA", 100_000, date(2026, 1, 1), foreign)
    assert terms("OIL", customers=("C1",))["OIL"].base_pack().price_by_list == {
        world.price_list.pk: 1_000_000,
        mine.pk: 900_000,
    }


def test_a_customer_on_the_default_list_does_not_double_the_packs(world: World) -> None:
    world.sku("OIL")
    CustomerPriceList.objects.create(customer=world.customer("C1"), price_list=world.price_list)
    assert len(read_rows(sku_terms_read(["OIL"], TODAY, customer_codes=["C1"]))) == 2  # EA and CASE, once each


def test_without_any_price_list_the_packs_are_still_known(world: World) -> None:
    world.sku("OIL")
    Price.objects.all().delete()
    PriceList.objects.all().delete()
    assert set(terms("OIL")["OIL"].packs) == {"EA", "CASE"}


def test_the_lists_name_their_customers_and_say_whether_they_contain_the_tax(world: World) -> None:
    retail = PriceList.objects.create(business=world.business, code="RETAIL", name="Shop", is_tax_inclusive=True)
    CustomerPriceList.objects.create(customer=world.customer("C1"), price_list=retail)
    other = Business.objects.create(code="OTHER", name="Other", currency="EUR")
    default = PriceList.objects.create(business=other, code="OTHER", name="Other", is_default=True)
    found = sorted(read_rows(price_lists_read(["C1", "C2"])), key=lambda row: row.price_list_id)
    assert found == [
        PriceListTerms(world.price_list.pk, False, world.business.pk, "", code=world.price_list.code),
        PriceListTerms(retail.pk, True, world.business.pk, "C1", 1, code="RETAIL"),
        PriceListTerms(default.pk, False, other.pk, "", code="OTHER"),
    ]


@pytest.mark.parametrize("skus", [1, 10])
def test_reading_terms_costs_the_same_statements_whatever_the_line_count(world: World, skus: int) -> None:
    for number in range(skus):
        world.sku(f"S{number}")
    codes = [f"S{number}" for number in range(skus)]
    with CaptureQueriesContext(connection) as captured:
        read_all([sku_terms_read(codes, TODAY, customer_codes=["C1"]), price_lists_read(["C1"])])
    assert len(captured) == 1


def test_a_process_learns_once_that_a_business_has_more_lists(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sku_terms, "_wide", set())
    sku = world.sku("OIL", price_micros=1_000_000)
    own = PriceList.objects.create(
        business=world.business, code="OWN", name="Own", customer=world.customer("C1"), valid_until=TODAY
    )
    price(world, sku, "EA", 900_000, date(2026, 1, 1), own)
    assert not learns_wide(read_rows(price_lists_read(["C1"])), read_wide=False)
    assert own.pk not in terms("OIL", customers=("C1",))["OIL"].base_pack().price_by_list
    PriceList.objects.filter(is_default=True).update(is_wide=True)
    assert learns_wide(read_rows(price_lists_read(["C1"])), read_wide=False)
    lists = read_rows(price_lists_read(["C1"]))
    assert not learns_wide(lists, read_wide=True)
    assert {(row.price_list_id, row.rank) for row in lists} == {(world.price_list.pk, 3), (own.pk, 0)}
    assert terms("OIL", customers=("C1",))["OIL"].base_pack().price_by_list[own.pk] == 900_000


def test_what_was_read_narrow_is_read_again_also_where_another_thread_has_learned_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sku_terms, "_wide", set())
    PriceList.objects.filter(is_default=True).update(is_wide=True)
    read_wide = sku_terms.is_wide()
    lists = read_rows(price_lists_read(["C1"]))
    assert learns_wide(lists, read_wide=False)  # the other thread
    assert learns_wide(lists, read_wide=read_wide)


def test_a_business_without_a_default_list_is_read_wide(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sku_terms, "_wide", set())
    CustomerPriceList.objects.create(customer=world.customer("C1"), price_list=world.price_list)
    PriceList.objects.update(is_default=False)
    assert learns_wide(read_rows(price_lists_read(["C1"])), read_wide=False)


@pytest.mark.parametrize("is_wide", [False, True])
def test_lists_that_are_known_give_the_terms_that_their_customers_have(
    world: World, monkeypatch: pytest.MonkeyPatch, is_wide: bool
) -> None:
    monkeypatch.setattr(sku_terms, "_wide", {str(connection.settings_dict["NAME"])} if is_wide else set())
    oil, rice = world.sku("OIL", price_micros=1_000_000), world.sku("RICE")
    mine, foreign = another_list(world, "MINE"), another_list(world, "FOREIGN")
    CustomerPriceList.objects.create(customer=world.customer("C1"), price_list=mine)
    price(world, oil, "EA", 900_000, date(2026, 1, 1), mine)
    price(world, oil, "EA", 100_000, date(2026, 1, 1), foreign)
    price(world, rice, "CASE", 20_000_000, date(2026, 1, 1), mine)
    known = {row.price_list_id for row in read_rows(price_lists_read(["C1"]))}
    found = gather(read_rows(terms_on_lists_read(["OIL", "RICE"], TODAY, price_list_ids=known)))
    assert found == terms("OIL", "RICE", customers=("C1",))
    assert set(found["OIL"].base_pack().price_by_list) == {world.price_list.pk, mine.pk}


def test_where_no_list_is_known_the_packs_are(world: World) -> None:
    world.sku("OIL")
    found = gather(read_rows(terms_on_lists_read(["OIL"], TODAY, price_list_ids=[])))
    assert {pack.code: pack.price_by_list for pack in found["OIL"].packs.values()} == {"EA": {}, "CASE": {}}
