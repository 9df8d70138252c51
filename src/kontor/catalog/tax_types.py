"""The five letters by which tax offices sort what is sold; which rate a letter has on a day stands in pricing. Pure."""

from __future__ import annotations

from typing import Final

from kontor.catalog.errors import ProductInvalid

TAX_TYPES: Final[dict[str, str]] = {
    "A": "Exempt",
    "B": "Standard rate",
    "C": "Zero rate",
    "D": "Outside value added tax",
    "E": "Reduced rate",
}


def tax_type(letter: str) -> str:
    """The letter in capitals, or "" for none. Raises ProductInvalid for any other."""
    wanted = letter.strip().upper()
    if wanted and wanted not in TAX_TYPES:
        raise ProductInvalid(f"{letter.strip()!r} is no tax type; use one of A to E.", field="tax_type")
    return wanted
