"""A real distributor's files, and a file in which nothing is right."""

from __future__ import annotations

import csv
import gzip
import time
from typing import Any

import pytest

from kontor.catalog.models import SKU, Pack
from kontor.imports.errors import ImportInvalid
from kontor.inventory.models import StockLevel
from kontor.parties.models import Channel, Customer
from kontor.pricing.models import Price
from tests.imports.files import bring, counts, told
from tests.shared import shared_file
from tests.world import World, assert_ledger_proves_levels, everything, make_world

pytestmark = pytest.mark.django_db
WINE = "wine_distributor"
RULES: dict[str, Any] = {"unknown_areas": "without", "unknown_channels": "make", "missing_names": "code"}


@pytest.fixture
def world() -> World:
    return make_world()


def unchanged_by(again) -> bool:
    """Whether nothing but the memory of the import itself is new."""
    before = everything()
    again()
    after = everything()
    return {**before, "imports.ImportRun": []} == {**after, "imports.ImportRun": []}


def test_areas_and_customers_come_in_and_again_change_nothing(world):
    areas = shared_file(f"{WINE}/locations.csv").read_bytes()
    customers = shared_file(f"{WINE}/customers.csv").read_bytes()
    assert counts(bring(world, "areas", areas)) == (142, 0, 0, 0)
    refused = bring(world, "customers", customers)
    assert (counts(refused), refused.written) == ((0, 0, 0, 1292), False)
    first = bring(world, "customers", customers, **RULES)
    assert (counts(first), Customer.objects.count(), Channel.objects.count()) == ((1292, 0, 0, 0), 1292, 3)
    assert first.columns == {"code": "customer_id", "channel": "customer_type", "area": "location_id"}
    assert {note.note for note in first.notes} >= {"The name was missing: the code is taken for it."}

    def again():
        assert counts(bring(world, "areas", areas)) == (0, 0, 142, 0)
        assert counts(bring(world, "customers", customers, **RULES)) == (0, 0, 1292, 0)

    assert unchanged_by(again)


def test_prices_and_opening_stock_come_from_the_products_file_and_again_change_nothing(world):
    file = shared_file(f"{WINE}/products.csv")
    with file.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            world.sku(row["product_id"])
    Price.objects.all().delete()
    lists: dict[str, Any] = {"defaults": {"price_list": world.price_list.code, "valid_from": "2026-01-01"}}
    places: dict[str, Any] = {"defaults": {"location": world.location.code}}
    prices = bring(world, "prices", file.read_bytes(), **lists)
    stock = bring(world, "stock", file.read_bytes(), **places)
    assert (counts(prices), counts(stock)) == ((75, 0, 0, 0), (75, 0, 0, 0))
    assert prices.columns == {"sku": "product_id", "unit_price": "price_per_case"}
    assert stock.columns == {"sku": "product_id", "quantity": "quantity_on_hand", "unit_cost": "unit_cost"}
    assert StockLevel.objects.get(sku__code="PRD0001").on_hand == 881
    assert Price.objects.get(pack__sku__code="PRD0001").unit_price_micros == 13_500_000_000
    assert_ledger_proves_levels()

    def again():
        assert counts(bring(world, "prices", file.read_bytes(), **lists)) == (0, 0, 75, 0)
        assert counts(bring(world, "stock", file.read_bytes(), **places)) == (0, 0, 75, 0)

    assert unchanged_by(again)


def test_products_come_in_and_again_change_nothing(world):
    file = shared_file(f"{WINE}/products.csv").read_bytes()
    defaults = {"tax_class": world.tax_class.code, "is_active": "no"}
    first = bring(world, "products", file, defaults=defaults)
    assert counts(first) == (75, 0, 0, 0)
    assert first.columns == {"code": "product_id", "name": "description", "brand": "brand", "is_active": "active"}
    assert unchanged_by(lambda: bring(world, "products", file, defaults=defaults))
    assert SKU.objects.get(code="PRD0001").product.name == "4TH STREET 75CL NON ALCOHOLIC SWEET WINE"


def test_of_38709_real_barcodes_514_are_none_and_one_stands_twice(world):
    file = unpacked("open_food_facts_sample/products.csv.gz")
    columns = dict.fromkeys(("code", "name", "barcode"), "barcode_id")  # six names hold letters that are none
    report = bring(world, "products", file, columns=columns, defaults={"tax_class": world.tax_class.code}, dry_run=True)
    reasons = [refused.reason for refused in report.rows_refused]
    assert (report.rows, *counts(report)) == (38_709, 38_194, 0, 0, 515)
    assert sum("is no GTIN" in reason for reason in reasons) == 514
    assert [reason for reason in reasons if "is no GTIN" not in reason] == [
        "00737628025602 stands on row 4652 already, which says something else."
    ]


def test_a_products_packs_barcodes_and_category_come_from_its_row(world):
    header = "sku;name;tax;category;subcategory;pack;units per case;case barcode;ean"
    row = f"OIL;Oil;{world.tax_class.code};Food > Fats;Oils;CASE;12;10012345678902;4006381333931"
    refused = bring(world, "products", (header, row))
    assert told(refused) == [
        (
            2,
            "category",
            "There is no category Food; make it first, or let the import make it (--make-categories).",
        )
    ]
    assert counts(bring(world, "products", (header, row), make_categories=True)) == (1, 0, 0, 0)
    packs = Pack.objects.filter(sku__code="OIL").order_by("factor").values_list("code", "factor")
    assert list(packs) == [("EA", 1), ("CASE", 12)]
    names = SKU.objects.values_list("product__category__name", "product__category__parent__name")
    assert names.get(code="OIL") == ("Oils", "Fats")
    other = bring(world, "products", (header, row, row.replace("OIL;", "RICE;")), make_categories=True)
    assert told(other) == [(3, "ean", "04006381333931 stands on row 2 already, which says something else.")]
    assert not SKU.objects.filter(code="RICE").exists()


@pytest.mark.long
def test_a_supermarkets_92331_articles_come_in_within_two_minutes(world):
    file = unpacked("complete_journey_sample/products.csv.gz")
    defaults = {"tax_class": world.tax_class.code, "name": "UNKNOWN"}
    options: dict[str, Any] = {"columns": {"name": "product_type"}, "defaults": defaults, "make_categories": True}
    started = time.monotonic()
    first = bring(world, "products", file, **options)
    seconds = time.monotonic() - started
    assert counts(first) == (92_331, 0, 0, 0)
    print(f"{seconds:.1f} s")
    assert seconds < 120
    assert counts(bring(world, "products", file, **options)) == (0, 0, 92_331, 0)


def unpacked(name: str) -> bytes:
    return gzip.decompress(shared_file(name).read_bytes())


def test_ten_planted_faults_are_all_named(world):
    """Nine in a list of prices, the area that is not known in a list of customers."""
    world.sku("OIL")
    world.sku("RICE")
    name = world.price_list.code
    lines = [
        b"price_list,item_no,price,min_qty,note",  # valid_from is missing
        f"{name},OIL,10.00,0,Öl für Käse".encode(),
        b"%s,OIL,10.00,0,K\xe4se" % name.encode(),
        f"{name},RICE,ten,0,".encode(),
        f"{name},RICE,-1,0,".encode(),
        f"{name},RICE,NaN,0,".encode(),
        f"{name},RICE,=1+1,0,".encode(),
        f"{name},RICE,1,0,{'x' * 2**20}".encode(),
        b"",
        f"{name},OIL,11.00,0,".encode(),
    ]
    content = b"\n".join(lines)
    before = everything()
    found = bring(world, "prices", content)
    assert [problem.split(". ")[0] for problem in found.problems] == ["The column valid_from is missing"]
    assert found.empty_rows == (9,)
    faults = [
        (3, "note", "The cell holds letters that are not in the file's encoding; save the file as UTF-8 or name its"
                    " encoding."),
        (4, "price", "'ten' is no number such as 12.5."),
        (5, "price", "-1 is less than 0."),
        (6, "price", "'NaN' is no number such as 12.5."),
        (7, "price", "The cell is a formula; send its value instead."),
        (8, "note", "The cell holds 1,048,576 characters; 32,767 are the most."),
    ]  # fmt: skip
    assert told(found) == faults
    with_days = bring(world, "prices", content, defaults={"valid_from": "2027-01-01"})
    assert with_days.problems == ()
    twice = told(with_days)[-1]
    assert told(with_days)[:-1] == faults
    assert (twice[0], twice[2].endswith("stands on row 2 already, which says something else.")) == (10, True)
    unknown = bring(world, "customers", ("code,name,area", "1,Shop,NOWHERE"))
    assert told(unknown) == [(2, "area", "There is no area 'NOWHERE'; make it first.")]
    assert everything() == before


def test_rows_of_one_place_and_sku_add_up_even_if_they_say_the_same(world):
    world.sku("OIL")
    lines = ("warehouse;sku;qty;cost", *[f"{world.location.code};OIL;2,0;1,5"] * 2)
    report = bring(world, "stock", lines, decimal_comma=True)
    assert (counts(report), StockLevel.objects.get(sku__code="OIL").on_hand) == ((2, 0, 0, 0), 4)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_for_customers_means_nothing_elsewhere(world, rule):
    with pytest.raises(ImportInvalid, match=f"{rule} means nothing for areas"):
        bring(world, "areas", ("code,region", "A,South"), **{rule: RULES[rule]})
