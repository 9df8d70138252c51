"""What a distributor of daily goods sells: families of products in variants and sizes, with what they cost."""

from __future__ import annotations

from typing import Final

import msgspec

STANDARD: Final = "STANDARD"
ZERO: Final = "ZERO"
EXEMPT: Final = "EXEMPT"
BULKY: Final = 0  # sold by the piece or by the pallet


class PackSize(msgspec.Struct, frozen=True):
    """`cost_minor` of one piece; `case` pieces in a case, or BULKY."""

    name: str
    weight_grams: int
    cost_minor: int
    case: int


class Family(msgspec.Struct, frozen=True):
    code: str
    name: str
    category: str
    tax_class: str
    supplier: str
    variants: tuple[str, ...]
    sizes: tuple[PackSize, ...]


def _family(
    code: str,
    name: str,
    group: tuple[str, str, str],
    variants: str,
    *sizes: tuple[str, int, int, int],
) -> Family:
    category, tax_class, supplier = group
    return Family(code, name, category, tax_class, supplier, tuple(variants.split(", ")), tuple(
        PackSize(*size) for size in sizes
    ))  # fmt: skip


_STAPLES = ("Staples", ZERO, "MILLING")
_PULSES = ("Pulses and eggs", EXEMPT, "FARMS")
_PANTRY = ("Pantry", STANDARD, "GROCERS")
_OILS = ("Oils and fats", STANDARD, "OILS")
_SWEET = ("Sugar and spreads", STANDARD, "SUGAR")
_DAIRY = ("Dairy", ZERO, "DAIRY")
_SOFT = ("Soft drinks", STANDARD, "BOTTLERS")
_HOT = ("Tea and coffee", STANDARD, "ESTATES")
_SNACKS = ("Biscuits and snacks", STANDARD, "BAKERS")
_LAUNDRY = ("Laundry and cleaning", STANDARD, "CLEANERS")
_CARE = ("Personal care", STANDARD, "CARE")
_HOME = ("Household", STANDARD, "HOUSEHOLD")

FAMILIES: Final = (
    _family("MEAL", "maize meal", _STAPLES, "Breakfast, Roller, Super, White",
        ("10 kg", 10_100, 15_400, BULKY), ("25 kg", 25_200, 33_500, BULKY), ("5 kg", 5_060, 8_200, 12)),
    _family("OIL", "cooking oil", _OILS, "Sunflower, Soya, Vegetable, Cottonseed",
        ("2 L", 1_920, 10_800, 12), ("750 ml", 740, 4_350, 24), ("5 L", 4_780, 25_900, BULKY),
        ("500 ml", 500, 3_050, 24)),
    _family("SUG", "sugar", _SWEET, "White, Brown, Caster, Icing",
        ("2 kg", 2_020, 6_450, 12), ("1 kg", 1_010, 3_320, 24), ("500 g", 510, 1_780, 24)),
    _family("SOAP", "soap bar", _CARE, "Green, Aloe, Lemon, Rose, Herbal",
        ("175 g", 180, 940, 24), ("250 g", 255, 1_290, 24), ("100 g", 105, 610, 24)),
    _family("RICE", "rice", _STAPLES, "Long grain, Basmati, Broken, Mongu",
        ("25 kg", 25_200, 68_000, BULKY), ("5 kg", 5_060, 14_400, 12), ("2 kg", 2_030, 6_100, 12),
        ("1 kg", 1_020, 3_200, 24)),
    _family("COLA", "cola", _SOFT, "Classic, Sugar-free, Cherry",
        ("330 ml can", 350, 890, 24), ("500 ml", 530, 1_050, 24), ("2 L", 2_080, 2_650, 12)),
    _family("MILK", "UHT milk", _DAIRY, "Full cream, Low fat, Fat-free, Chocolate",
        ("1 L", 1_060, 2_480, 12), ("500 ml", 530, 1_380, 24), ("250 ml", 270, 790, 24)),
    _family("WATR", "drinking water", _SOFT, "Still, Sparkling, Lemon",
        ("500 ml", 515, 380, 24), ("1.5 L", 1_530, 780, 12), ("750 ml", 770, 520, 24)),
    _family("FLR", "wheat flour", _STAPLES, "White, Bread, Cake, Self-raising",
        ("10 kg", 10_100, 18_900, BULKY), ("2.5 kg", 2_530, 5_100, 12), ("1 kg", 1_015, 2_200, 24)),
    _family("SALT", "table salt", _PANTRY, "Iodated, Fine, Coarse",
        ("1 kg", 1_010, 920, 24), ("500 g", 510, 510, 24)),
    _family("DETG", "washing powder", _LAUNDRY, "Hand wash, Machine, Lavender, Fresh",
        ("1 kg", 1_020, 4_600, 12), ("500 g", 515, 2_450, 24), ("2 kg", 2_040, 8_700, 12), ("150 g", 155, 840, 24)),
    _family("TEA", "tea bags", _HOT, "Black, Rooibos, Green, Ginger",
        ("100 bags", 250, 3_900, 24), ("50 bags", 130, 2_150, 24), ("25 bags", 65, 1_180, 24)),
    _family("BEAN", "dry beans", _PULSES, "Sugar, Kidney, Mixed, White",
        ("1 kg", 1_010, 3_850, 24), ("500 g", 505, 2_000, 24), ("5 kg", 5_040, 18_300, 12)),
    _family("BISC", "biscuits", _SNACKS, "Ginger, Shortbread, Coconut, Cream, Digestive",
        ("200 g", 215, 1_480, 24), ("100 g", 108, 820, 24), ("400 g", 425, 2_750, 12)),
    _family("TOMP", "tomato paste", _PANTRY, "Plain, Garlic, Chilli",
        ("410 g", 440, 1_950, 24), ("70 g", 75, 480, 24), ("800 g", 860, 3_500, 12)),
    _family("SPAG", "spaghetti", _STAPLES, "Durum, Thin, Wholewheat",
        ("500 g", 510, 1_690, 24), ("1 kg", 1_020, 3_150, 12)),
    _family("BLCH", "bleach", _LAUNDRY, "Regular, Lemon, Thick",
        ("750 ml", 800, 1_890, 12), ("1.5 L", 1_590, 3_400, 12), ("350 ml", 380, 1_050, 24)),
    _family("TPAP", "toilet tissue", _HOME, "1-ply, 2-ply, Recycled",
        ("10 rolls", 950, 5_400, 12), ("single roll", 98, 620, 24), ("4 rolls", 385, 2_300, 12)),
    _family("MARG", "margarine", _OILS, "Medium fat, Soft, Baking",
        ("500 g", 515, 2_950, 24), ("250 g", 260, 1_590, 24), ("1 kg", 1_025, 5_500, 12)),
    _family("PBUT", "peanut butter", _SWEET, "Smooth, Crunchy, Unsalted",
        ("400 g", 430, 3_600, 12), ("800 g", 850, 6_700, 12), ("250 g", 275, 2_400, 24)),
    _family("JUIC", "juice", _SOFT, "Orange, Mango, Guava, Pineapple, Apple",
        ("1 L", 1_060, 2_350, 12), ("200 ml", 215, 640, 24), ("500 ml", 530, 1_320, 24)),
    _family("YOG", "drinking yoghurt", _DAIRY, "Strawberry, Banana, Vanilla, Plain",
        ("500 ml", 530, 1_850, 24), ("250 ml", 270, 1_050, 24)),
    _family("CRSP", "potato crisps", _SNACKS, "Salted, Tomato, Vinegar, Barbecue, Chilli",
        ("30 g", 34, 420, 24), ("125 g", 135, 1_560, 12)),
    _family("TPST", "toothpaste", _CARE, "Mint, Herbal, Whitening, Children's",
        ("100 ml", 130, 1_980, 24), ("50 ml", 70, 1_150, 24), ("140 g", 165, 2_690, 24)),
    _family("DISH", "dishwashing liquid", _LAUNDRY, "Lemon, Apple, Antibacterial",
        ("750 ml", 790, 2_350, 12), ("400 ml", 430, 1_390, 24)),
    _family("COFF", "instant coffee", _HOT, "Classic, Chicory, Strong",
        ("200 g", 310, 8_900, 12), ("100 g", 190, 4_900, 24), ("50 g", 110, 2_750, 24)),
    _family("MTCH", "matches", _HOME, "Safety, Long",
        ("10 boxes", 120, 590, 24), ("100 boxes", 1_150, 5_300, BULKY)),
    _family("CNDL", "candles", _HOME, "White, Coloured, Long",
        ("6 pieces", 260, 1_450, 24), ("12 pieces", 520, 2_750, 24)),
    _family("LOTN", "body lotion", _CARE, "Cocoa butter, Glycerine, Aloe, Shea",
        ("400 ml", 440, 4_300, 12), ("200 ml", 230, 2_450, 24)),
    _family("GNUT", "groundnuts", _PULSES, "Raw, Roasted, Salted",
        ("500 g", 505, 2_600, 24), ("1 kg", 1_010, 4_950, 12), ("100 g", 104, 680, 24)),
)  # fmt: skip

#: Lines a family comes in beyond the plain one; M and L need them.
LINES: Final = (
    "", "Value", "Family", "Premium", "Daily", "Gold", "Extra", "Market", "Savanna", "Baobab", "Copper", "Harvest",
    "Sunrise", "Heritage", "Original", "Riverside", "Highland", "Emerald", "Royal", "Acacia", "Crown", "Star",
    "Plateau", "Orchard", "Meadow", "Lagoon", "Valley", "Granary", "Silver", "Amber", "Pearl", "Ivory", "Ruby", "Jade",
    "Coral", "Cedar", "Willow", "Maple", "Palm", "Lotus",
)  # fmt: skip

#: Supplier code -> name.
SUPPLIERS: Final[dict[str, str]] = {
    "MILLING": "Chisamba Milling",
    "FARMS": "Chongwe Farmers' Cooperative",
    "GROCERS": "Ndola Grocery Packers",
    "OILS": "Copperbelt Oil Press",
    "SUGAR": "Kafue Flats Sugar",
    "DAIRY": "Choma Dairies",
    "BOTTLERS": "Kitwe Bottlers",
    "ESTATES": "Kasama Estates",
    "BAKERS": "Kabwe Bakers",
    "CLEANERS": "Chingola Cleaning Products",
    "CARE": "Livingstone Personal Care",
    "HOUSEHOLD": "Lusaka Paper and Household",
}
