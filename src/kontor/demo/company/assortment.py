"""What the sample company sells: everyday goods without brands, in sizes, packs, tax classes and categories."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from kontor.catalog.gtin import check_digit


class Item(msgspec.Struct, frozen=True):
    """A kind of goods: prices are KES a piece in the shop, tax included; weights grams a piece."""

    prefix: str
    category: tuple[str, str]
    name: str
    sizes: tuple[tuple[str, int, int], ...]  # label, weight in grams, price
    variants: tuple[str, ...]
    case: int
    pallet_cases: int
    tax_class: str = "STANDARD"


class SampleSku(msgspec.Struct, frozen=True):
    """A SKU as it will be made. Prices and cost are cents a piece; the wholesale price and the cost are before tax."""

    code: str
    name: str
    weight_grams: int
    case: int
    pallet: int
    barcode: str
    case_barcode: str
    retail_minor: int
    wholesale_minor: int
    cost_minor: int


class SampleProduct(msgspec.Struct, frozen=True):
    code: str
    name: str
    category: tuple[str, str]
    tax_class: str
    skus: tuple[SampleSku, ...]


#: Tax class -> name and rates in basis points by the day they began (VAT of Kenya).
TAX_CLASSES: Final = {
    "STANDARD": ("Standard rate", (("2013-09-02", 1600), ("2020-04-01", 1400), ("2021-01-01", 1600))),
    "ZERO": ("Zero rate", (("2013-09-02", 0),)),
}
#: Quality lines, in the order they are added as the company grows.
LINES: Final = (
    "Classic", "Family", "Economy", "Select", "Gold", "Fresh", "Daily", "Extra", "Prime", "Choice", "Original", "Plus",
    "Value", "Home", "Pure", "Royal", "Sunny", "Natural", "Rich", "Smart", "Star", "Top", "Best", "Super", "Ultra",
)  # fmt: skip
_DRINK_SIZES: Final = (("300 ml", 320, 40), ("500 ml", 530, 60), ("1 l", 1_050, 100), ("2 l", 2_080, 170))
_FLOUR_SIZES: Final = (("1 kg", 1_010, 95), ("2 kg", 2_020, 180), ("5 kg", 5_040, 430))
ITEMS: Final = (
    Item("WAT", ("Beverages", "Water"), "Drinking water", _DRINK_SIZES, ("still", "sparkling"), 24, 60),
    Item("SOD", ("Beverages", "Soft drinks"), "Soda", _DRINK_SIZES, ("cola", "orange", "lemon", "blackcurrant"), 24, 60),
    Item("JUI", ("Beverages", "Juice"), "Juice", (("250 ml", 270, 55), ("1 l", 1_060, 190)),
         ("mango", "passion fruit", "pineapple", "orange"), 12, 70),
    Item("TEA", ("Beverages", "Tea and coffee"), "Tea", (("100 g", 120, 75), ("250 g", 280, 170), ("500 g", 540, 320)),
         ("black leaves", "bags", "ginger"), 24, 80),
    Item("COF", ("Beverages", "Tea and coffee"), "Coffee", (("50 g", 90, 180), ("100 g", 160, 340)),
         ("ground", "instant"), 24, 80),
    Item("RIC", ("Dry food", "Rice"), "Rice", (("1 kg", 1_010, 180), ("2 kg", 2_020, 350), ("5 kg", 5_040, 850)),
         ("pishori", "long grain", "brown"), 12, 40),
    Item("MAI", ("Dry food", "Flour"), "Maize flour", _FLOUR_SIZES, ("sifted", "whole"), 12, 50, "ZERO"),
    Item("WHE", ("Dry food", "Flour"), "Wheat flour", _FLOUR_SIZES, ("home baking", "chapati", "atta"), 12, 50),
    Item("SUG", ("Dry food", "Sugar and salt"), "Sugar", (("500 g", 510, 85), ("1 kg", 1_010, 165), ("2 kg", 2_020, 320)),
         ("white", "brown"), 12, 50),
    Item("SAL", ("Dry food", "Sugar and salt"), "Salt", (("500 g", 510, 20), ("1 kg", 1_010, 35)), ("fine", "coarse"), 24, 50),
    Item("PAS", ("Dry food", "Pasta"), "Pasta", (("400 g", 410, 95), ("1 kg", 1_020, 220)),
         ("spaghetti", "macaroni", "penne"), 12, 80),
    Item("BEA", ("Dry food", "Pulses"), "Beans", (("500 g", 510, 110), ("1 kg", 1_010, 210)),
         ("rose coco", "yellow", "black", "green grams"), 12, 60),
    Item("OIL", ("Oils and fats", "Cooking oil"), "Cooking oil", (("500 ml", 500, 190), ("1 l", 960, 360), ("3 l", 2_900, 1_020)),
         ("sunflower", "palm", "corn"), 12, 60),
    Item("FAT", ("Oils and fats", "Fat and spreads"), "Cooking fat", (("250 g", 270, 95), ("500 g", 530, 180), ("1 kg", 1_040, 350)),
         ("white", "yellow"), 24, 60),
    Item("MAR", ("Oils and fats", "Fat and spreads"), "Margarine", (("250 g", 275, 130), ("500 g", 540, 250)),
         ("plain", "salted"), 24, 60),
    Item("UHT", ("Dairy", "Milk"), "Long-life milk", (("250 ml", 270, 45), ("500 ml", 530, 75), ("1 l", 1_050, 145)),
         ("whole", "low fat"), 12, 80, "ZERO"),
    Item("YOG", ("Dairy", "Yoghurt"), "Yoghurt", (("150 ml", 165, 55), ("500 ml", 530, 160)),
         ("vanilla", "strawberry", "plain"), 12, 80),
    Item("BIS", ("Snacks", "Biscuits"), "Biscuits", (("50 g", 55, 20), ("200 g", 215, 85), ("500 g", 530, 190)),
         ("glucose", "ginger", "digestive", "shortcake"), 24, 80),
    Item("CRI", ("Snacks", "Crisps and nuts"), "Crisps", (("30 g", 35, 35), ("100 g", 110, 110)),
         ("salted", "chilli", "vinegar"), 24, 40),
    Item("NUT", ("Snacks", "Crisps and nuts"), "Peanuts", (("50 g", 55, 45), ("200 g", 210, 160)),
         ("roasted", "salted", "masala"), 24, 60),
    Item("SWE", ("Snacks", "Sweets"), "Sweets", (("100 g", 105, 60), ("400 g", 415, 210)),
         ("mint", "fruit", "toffee"), 24, 80),
    Item("TOM", ("Cans and sauces", "Sauces"), "Tomato sauce", (("250 g", 290, 85), ("400 g", 450, 130), ("700 g", 780, 210)),
         ("plain", "chilli"), 12, 70),
    Item("FIS", ("Cans and sauces", "Cans"), "Canned fish", (("155 g", 190, 165), ("425 g", 480, 380)),
         ("sardines in oil", "sardines in tomato", "mackerel"), 24, 80),
    Item("BEC", ("Cans and sauces", "Cans"), "Canned beans", (("400 g", 460, 120), ("800 g", 890, 225)),
         ("in tomato", "chickpeas"), 24, 70),
    Item("SPI", ("Cans and sauces", "Spices"), "Spice", (("50 g", 60, 70), ("100 g", 115, 130)),
         ("pilau", "curry", "turmeric", "black pepper"), 24, 90),
    Item("BAR", ("Household", "Laundry"), "Bar soap", (("200 g", 205, 45), ("800 g", 815, 165), ("1 kg", 1_015, 205)),
         ("white", "blue"), 24, 50),
    Item("DET", ("Household", "Laundry"), "Washing powder", (("200 g", 210, 65), ("500 g", 515, 150), ("1 kg", 1_020, 290)),
         ("lemon", "floral"), 24, 50),
    Item("BLE", ("Household", "Cleaning"), "Bleach", (("250 ml", 280, 60), ("750 ml", 810, 150)), ("regular", "lemon"), 12, 60),
    Item("DIS", ("Household", "Cleaning"), "Dish soap", (("400 ml", 430, 110), ("750 ml", 790, 190)),
         ("lemon", "orange"), 12, 60),
    Item("TIS", ("Household", "Paper"), "Toilet paper", (("4 rolls", 420, 140), ("10 rolls", 1_050, 330)),
         ("white", "soft"), 12, 30),
    Item("MAT", ("Household", "Kitchen"), "Matches", (("10 boxes", 90, 40),), ("small", "long"), 24, 90),
    Item("CAN", ("Household", "Kitchen"), "Candles", (("6 pieces", 260, 95), ("12 pieces", 510, 180)), ("white",), 24, 60),
    Item("TOO", ("Personal care", "Teeth"), "Toothpaste", (("35 ml", 55, 60), ("70 ml", 100, 115), ("140 ml", 185, 210)),
         ("mint", "herbal"), 24, 80),
    Item("SOA", ("Personal care", "Skin"), "Bath soap", (("75 g", 80, 40), ("125 g", 132, 65), ("225 g", 235, 110)),
         ("rose", "herbal", "milk"), 24, 70),
    Item("LOT", ("Personal care", "Skin"), "Body lotion", (("100 ml", 130, 130), ("200 ml", 240, 230), ("400 ml", 450, 390)),
         ("cocoa", "aloe", "plain"), 12, 70),
    Item("JEL", ("Personal care", "Skin"), "Petroleum jelly", (("50 g", 65, 55), ("100 g", 125, 95), ("250 g", 290, 200)),
         ("plain", "herbal"), 24, 80),
    Item("HAI", ("Personal care", "Hair"), "Shampoo", (("200 ml", 230, 190), ("400 ml", 440, 340)), ("herbal", "moist"), 12, 70),
    Item("PAD", ("Personal care", "Hygiene"), "Sanitary pads", (("8 pieces", 90, 75), ("16 pieces", 175, 140)),
         ("day", "night"), 24, 60, "ZERO"),
    Item("DIA", ("Baby", "Diapers"), "Diapers", (("10 pieces", 320, 230), ("30 pieces", 940, 620), ("60 pieces", 1_850, 1_150)),
         ("small", "medium", "large"), 12, 20),
    Item("POR", ("Baby", "Food"), "Porridge flour", (("500 g", 515, 110), ("1 kg", 1_020, 205)),
         ("millet", "mixed grain"), 12, 50),
    Item("PEN", ("Stationery", "Writing"), "Ball pens", (("10 pieces", 80, 120), ("50 pieces", 360, 540)), ("blue", "black"), 24, 90),
    Item("EXE", ("Stationery", "Paper goods"), "Exercise books", (("10 pieces", 1_100, 320), ("20 pieces", 2_200, 610)),
         ("ruled", "squared"), 12, 40),
)  # fmt: skip


def assortment(skus: int) -> list[SampleProduct]:
    """Products with `skus` SKUs together, every item in its first line before the next line begins."""
    products, numbered, left = [], 0, skus
    for line, item, variant in _products():
        sizes = item.sizes[:left]
        skus_made = tuple(
            _sku(item, variant, line, size, number) for number, size in enumerate(sizes, start=numbered + 1)
        )
        code = skus_made[0].code.rpartition("-")[0]
        products.append(
            SampleProduct(code, f"{LINES[line]} {item.name}, {variant}", item.category, item.tax_class, skus_made)
        )
        numbered += len(sizes)
        left -= len(sizes)
        if left == 0:
            return products
    raise AssertionError(f"the assortment ends at {numbered} SKUs")


def _products() -> Iterator[tuple[int, Item, str]]:
    most = max(len(item.variants) for item in ITEMS)
    for line in range(len(LINES)):
        for index in range(most):
            for item in ITEMS:
                if index < len(item.variants):
                    yield line, item, item.variants[index]


def _sku(item: Item, variant: str, line: int, size: tuple[str, int, int], number: int) -> SampleSku:
    label, weight_grams, price = size
    retail = price * (100 + 3 * (line % 7)) // 100 * 100
    untaxed = retail * 100 // 116 if item.tax_class == "STANDARD" else retail
    body = f"200{number:09d}"  # GS1 prefix 200: numbers of a company's own, never those of somebody's goods
    case_body = f"1{body}"
    return SampleSku(
        code=f"{item.prefix}-{line:02d}{item.variants.index(variant)}-{item.sizes.index(size) + 1}",
        name=f"{LINES[line]} {item.name}, {variant}, {label}",
        weight_grams=weight_grams,
        case=item.case,
        pallet=item.case * item.pallet_cases,
        barcode=f"{body}{check_digit(body)}",
        case_barcode=f"{case_body}{check_digit(case_body)}",
        retail_minor=retail,
        wholesale_minor=untaxed * 88 // 100,
        cost_minor=untaxed * (68 + number % 9) // 100,
    )
