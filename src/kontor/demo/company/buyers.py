"""The customers of the sample company, called by place and kind. Pure."""

from __future__ import annotations

from itertools import product
from typing import Final

import msgspec

from kontor.demo.company.goods import KEY_ACCOUNTS, RETAIL
from kontor.demo.company.places import COUNTERS
from kontor.parties.types import CustomerDraft

CHANNELS: Final = {
    "TRADITIONAL": "Traditional trade",
    "MODERN": "Modern trade",
    "HORECA": "Hotels, restaurants, canteens",
    "EXPORT": "Export",
    "OWN": "Own stores",
}
_KINDS: Final = {
    "TRADITIONAL": (
        "Grocery", "Mini Mart", "Market Stall", "General Dealer", "Corner Shop", "Trading", "Wholesale Stand",
    ),
    "MODERN": ("Supermarket", "Cash and Carry", "Hypermarket"),
    "HORECA": ("Lodge", "Hotel", "Restaurant", "Canteen", "Guest House"),
}  # fmt: skip
_PLACES: Final = (
    "Kamwala", "Kanyama", "Garden", "Kalingalinga", "Mtendere", "Chawama", "Emmasdale", "Woodlands", "Libala",
    "Avondale", "Roma", "Northmead", "Makeni", "Chalala", "Ibex Hill", "Chongwe", "Kafue", "Chilanga", "Chisamba",
    "Kabwe", "Mazabuka", "Monze", "Choma", "Livingstone", "Ndola", "Kitwe", "Mumbwa", "Solwezi", "Chipata", "Petauke",
    "Kasama", "Mongu", "Siavonga", "Chirundu", "Mansa",
)  # fmt: skip
_ABROAD: Final = (
    ("Lubumbashi", "Congo"), ("Kasumbalesa", "Congo"), ("Lilongwe", "Malawi"), ("Mchinji", "Malawi"),
    ("Harare", "Zimbabwe"), ("Tete", "Mozambique"),
)  # fmt: skip
#: Of ten customers these are the channels, so that 40 have all of them.
_TURN: Final = (
    "TRADITIONAL", "MODERN", "TRADITIONAL", "HORECA", "TRADITIONAL", "TRADITIONAL", "TRADITIONAL", "HORECA", "EXPORT",
    "TRADITIONAL",
)  # fmt: skip


class Buyer(msgspec.Struct, frozen=True):
    """A customer; `price_list` "" is the default one."""

    code: str
    name: str
    channel: str
    country: str
    price_list: str

    def draft(self) -> CustomerDraft:
        return CustomerDraft(code=self.code, name=self.name, channel=self.channel, country=self.country)


def make_buyers(customers: int) -> list[Buyer]:
    """`customers` of them, those of the counters last."""
    names = {
        channel: [f"{place} {kind}" for kind, place in product(kinds, _PLACES)] for channel, kinds in _KINDS.items()
    }
    counts = dict.fromkeys(CHANNELS, 0)
    buyers = []
    for number in range(1, customers - len(COUNTERS) + 1):
        channel = _TURN[(number - 1) % len(_TURN)]
        nth, counts[channel] = counts[channel], counts[channel] + 1
        buyers.append(_buyer(number, channel, nth, names.get(channel, [])))
    return [*buyers, *(counter_buyer(location) for location in COUNTERS)]


def counter_buyer(location: str) -> Buyer:
    """Whoever buys over a counter, at retail prices."""
    return Buyer(f"CASH-{location}", f"Cash sales {location.title()}", "OWN", "Zambia", RETAIL)


def _buyer(number: int, channel: str, nth: int, names: list[str]) -> Buyer:
    if channel == "EXPORT":
        place, country = _ABROAD[nth % len(_ABROAD)]
        return Buyer(f"C{number:05d}", _numbered(f"{place} Import", nth // len(_ABROAD)), channel, country, "")
    price_list = KEY_ACCOUNTS if channel == "MODERN" and nth % 2 == 0 else ""
    name = _numbered(names[nth * 11 % len(names)], nth // len(names))
    return Buyer(f"C{number:05d}", name, channel, "Zambia", price_list)


def _numbered(name: str, again: int) -> str:
    return f"{name} {again + 1}" if again else name
