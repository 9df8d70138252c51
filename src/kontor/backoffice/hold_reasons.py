"""Why an order is held, with what its goods are called: people know goods by their names."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SHORT = re.compile(r"(?P<sku>\S+): (?P<rest>[\d,]+ of [\d,]+ there)")


def sku_codes(reason: str) -> list[str]:
    """The SKUs that a hold for want of goods names; none for any other reason."""
    return [found["sku"] for found in _SHORT.finditer(reason)]


def in_names(reason: str, names: Mapping[str, str]) -> str:
    """What is short by its name: "Rice 25 kg: 500 of 900 there". A SKU that is not in `names` keeps its code."""
    return _SHORT.sub(lambda found: f"{names.get(found['sku'], found['sku'])}: {found['rest']}", reason)
