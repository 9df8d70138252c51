"""Where the sample company trades: the Nyanza region of Kenya, a depot in Kisumu and a shop in four towns."""

from __future__ import annotations

from typing import Final

import msgspec

BUSINESS: Final = "SAMPLE"
BUSINESS_NAME: Final = "Nyanza Goods (sample company)"
CURRENCY: Final = "KES"
COUNTRY: Final = "Kenya"
TIME_ZONE: Final = "Africa/Nairobi"


class Place(msgspec.Struct, frozen=True):
    """A branch with its one location that sells, and the quarters its customers are in."""

    branch: str
    name: str
    location: str
    kind: str
    quarters: tuple[str, ...]


DEPOT: Final = Place(
    "KISUMU", "Kisumu depot", "KSM-DEPOT", "warehouse",
    ("Kondele", "Manyatta", "Nyalenda", "Milimani", "Mamboleo", "Dunga", "Obunga", "Otonglo", "Ahero", "Maseno"),
)  # fmt: skip
SHOPS: Final = (
    Place("KAKAMEGA", "Kakamega shop", "KAK-SHOP", "shop", ("Lurambi", "Shirere", "Malava", "Mumias")),
    Place("KISII", "Kisii shop", "KSI-SHOP", "shop", ("Suneka", "Nyanchwa", "Keroka", "Ogembo")),
    Place("SIAYA", "Siaya shop", "SIA-SHOP", "shop", ("Ugunja", "Bondo", "Yala", "Ukwala")),
    Place("HOMA-BAY", "Homa Bay shop", "HOM-SHOP", "shop", ("Kendu Bay", "Mbita", "Oyugis", "Ndhiwa")),
)
PLACES: Final = (DEPOT, *SHOPS)

#: Code, name and kind of the depot's other locations.
OTHER_LOCATIONS: Final = (
    ("KSM-QUARANTINE", "Kisumu quarantine", "quarantine"),
    ("KSM-VAN-1", "Delivery van 1", "van"),
)
