"""The SKUs of the sample company, made of families, lines, variants and sizes. Pure; the order is by popularity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice, product
from typing import Final

import msgspec

from kontor.catalog.gtin import check_digit
from kontor.catalog.types import PackDraft, ProductDraft, SkuDraft
from kontor.demo.company.families import FAMILIES, LINES, STANDARD, Family, PackSize
from kontor.demo.company.places import CURRENCY
from kontor.kernel.money import decimal_from_minor, round_half_away
from kontor.pricing.types import PriceDraft

DELIVERY: Final = "DELIVERY"
#: Code -> name and price in minor units.
SERVICES: Final = {DELIVERY: ("Delivery in town", 7_500), "DELIVERY-FAR": ("Delivery out of town", 25_000)}
SERVICE_CATEGORY: Final = "Services"
DISCONTINUED: Final = "CHICORY-100"
PIECES_ON_PALLET: Final = 40  # of goods that come without a case
CASES_ON_PALLET: Final = 50

WHOLESALE: Final = "WHOLESALE"
RETAIL: Final = "RETAIL"
KEY_ACCOUNTS: Final = "KEY-ACCOUNTS"
_TAX_BP: Final = {STANDARD: 1600}


class Item(msgspec.Struct, frozen=True):
    """A stocked SKU. `cost_minor` is what one piece costs from the supplier; `case` 0: not packed in cases."""

    index: int
    code: str
    name: str
    category: str
    tax_class: str
    supplier: str
    weight_grams: int
    cost_minor: int
    case: int

    @property
    def pack(self) -> str:
        """What the depot sells and buys it in."""
        return "CASE" if self.case else "EA"

    @property
    def factor(self) -> int:
        return self.case or 1

    @property
    def is_scarce(self) -> bool:
        """The last delivery of these has not come."""
        return self.index % 17 == 5

    def packs(self) -> tuple[PackDraft, ...]:
        case = [PackDraft("CASE", self.case, (gtin(2, self.index),))] if self.case else []
        pallet = PackDraft("PALLET", self.case * CASES_ON_PALLET if self.case else PIECES_ON_PALLET)
        return (PackDraft("EA", 1, (gtin(1, self.index),)), *case, pallet)


def gtin(pack: int, number: int) -> str:
    """A GTIN-13 of the range 200-299, which GS1 leaves to a company's own use."""
    body = f"2{pack:02d}{number:09d}"
    return f"{body}{check_digit(body)}"


def make_items(skus: int) -> list[Item]:
    """`skus` stocked items less the services and the discontinued one, the plain and common ones first."""
    wanted = skus - len(SERVICES) - 1
    items = [_item(index, *parts) for index, parts in enumerate(islice(_combinations(), wanted))]
    assert len(items) == wanted, "more families, lines or sizes are needed"
    return items


def _combinations() -> Iterator[tuple[int, Family, str, PackSize, int]]:
    """Line number, family, variant, size, and the running number in the family; every family in turn."""
    per_family = [[(variant, size) for variant, size in product(f.variants, f.sizes)] for f in FAMILIES]
    for line in range(len(LINES)):
        for step in range(max(len(combinations) for combinations in per_family)):
            for family, combinations in zip(FAMILIES, per_family, strict=True):
                if step < len(combinations):
                    variant, size = combinations[step]
                    yield line, family, variant, size, line * len(combinations) + step + 1


def _item(index: int, line: int, family: Family, variant: str, size: PackSize, number: int) -> Item:
    words = [LINES[line], variant if not LINES[line] else variant.lower(), family.name, size.name]
    return Item(
        index=index,
        code=f"{family.code}-{number:04d}",
        name=" ".join(word for word in words if word),
        category=family.category,
        tax_class=family.tax_class,
        supplier=family.supplier,
        weight_grams=size.weight_grams,
        cost_minor=size.cost_minor * (100 + line * 7 % 24) // 100,
        case=size.case,
    )


def product_draft(item: Item, category_ids: Mapping[str, int]) -> ProductDraft:
    sku = SkuDraft(code=item.code, weight_grams=item.weight_grams, packs=item.packs())
    return ProductDraft(item.code, item.name, item.tax_class, (sku,), category_ids[item.category])


def other_drafts(category_ids: Mapping[str, int]) -> list[ProductDraft]:
    """The services, and a product that is not sold any more."""
    services = [
        ProductDraft(code, name, STANDARD, (SkuDraft(code=code),), category_ids[SERVICE_CATEGORY], "service")
        for code, (name, _) in SERVICES.items()
    ]
    gone = SkuDraft(code=DISCONTINUED, weight_grams=110, is_active=False)
    name = "Chicory extract 100 ml (discontinued)"
    return [*services, ProductDraft(DISCONTINUED, name, STANDARD, (gone,), category_ids["Tea and coffee"])]


def price_drafts(items: Sequence[Item], price_list: str, valid_from: date) -> list[PriceDraft]:
    """What every item costs on a list: pieces on all, and cases at a better price where wholesale buys them."""
    drafts = [PriceDraft(item.code, _text(_piece_minor(item, price_list)), valid_from, "EA") for item in items]
    if price_list == WHOLESALE:
        drafts += [
            PriceDraft(item.code, _text(_piece_minor(item, price_list) * item.case * 97 // 100), valid_from, "CASE")
            for item in items
            if item.case
        ]
    return drafts + [PriceDraft(code, _text(minor), valid_from, "EA") for code, (_, minor) in SERVICES.items()]


def _piece_minor(item: Item, price_list: str) -> int:
    """Wholesale and key accounts without tax; retail with it, in steps of 5."""
    if price_list == RETAIL:
        taxed = item.cost_minor * 130 * (10_000 + _TAX_BP.get(item.tax_class, 0))
        return 5 * round_half_away(taxed, 5 * 1_000_000)
    return round_half_away(item.cost_minor * (112 if price_list == WHOLESALE else 107), 100)


def _text(minor: int) -> str:
    return decimal_from_minor(minor, CURRENCY)
