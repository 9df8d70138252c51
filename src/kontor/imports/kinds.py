"""What can be brought in by file: the form of each kind, the right it needs, and which rules are its own."""

from __future__ import annotations

from typing import Final

import msgspec

from kontor.catalog.imports import PRODUCTS
from kontor.imports.errors import ImportInvalid, ImportKindUnknown
from kontor.imports.types import ImportOptions
from kontor.inventory.imports import STOCK
from kontor.kernel.tables import TableForm
from kontor.parties.imports import AREAS, CUSTOMERS, SUPPLIERS
from kontor.pricing.imports import PRICES
from kontor.procurement.imports import SUPPLIER_ITEMS


class Kind(msgspec.Struct, frozen=True):
    name: str
    form: TableForm
    right: str
    rules: tuple[str, ...] = ()
    batch_rows: int = 2_000


_ALL_RULES: Final = ("unknown_areas", "unknown_channels", "missing_names", "make_categories")

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind("areas", AREAS, "parties.write"),
        Kind("customers", CUSTOMERS, "parties.write", ("unknown_areas", "unknown_channels", "missing_names")),
        Kind("suppliers", SUPPLIERS, "parties.write"),
        Kind("products", PRODUCTS, "catalog.write", ("make_categories",)),
        Kind("prices", PRICES, "pricing.write"),
        Kind("supplier_items", SUPPLIER_ITEMS, "parties.write"),
        Kind("stock", STOCK, "stock.receive", batch_rows=50_000),  # rows that add up must come together
    )
}


def kind_of(name: str) -> Kind:
    """Raises ImportKindUnknown."""
    if name not in KINDS:
        raise ImportKindUnknown(f"There is no import of {name!r}; there are {', '.join(KINDS)}.")
    return KINDS[name]


def check_rules(kind: Kind, options: ImportOptions) -> None:
    """Raises ImportInvalid for a rule that means nothing for this kind."""
    for rule in _ALL_RULES:
        if rule not in kind.rules and getattr(options, rule) not in ("refuse", False):
            raise ImportInvalid(f"{rule} means nothing for {kind.name}; leave it out.", field=rule)
