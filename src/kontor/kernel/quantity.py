"""Quantities are integers in base units. A weighed product's base unit is the gram, so nothing is ever a float."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from kontor.kernel.errors import InvalidInput

MOST_BASE_UNITS: Final = 10**12


class QuantityInvalid(InvalidInput):
    code = "quantity_invalid"


def to_base(quantity: Decimal, factor: int) -> int:
    """`quantity` packs of `factor` base units each, as base units.

    Raises QuantityInvalid when the result is no whole number of base units, not finite, or beyond 10**12.
    """
    if not quantity.is_finite():
        raise QuantityInvalid("A quantity must be a number.")
    if abs(quantity) > MOST_BASE_UNITS:
        raise QuantityInvalid(f"{quantity} is more than Kontor counts in one line.", quantity=str(quantity))
    base = quantity * factor
    if base != base.to_integral_value() or abs(base) > MOST_BASE_UNITS:
        raise QuantityInvalid(
            f"{quantity} packs of {factor} are {base} base units; only whole base units can be counted.",
            quantity=str(quantity),
            factor=factor,
        )
    return int(base)


def from_base(quantity_base: int, factor: int) -> Decimal:
    """Base units as packs, exactly: 36 of a case of 24 are Decimal("1.5"); thirds are rounded to six places."""
    value = Decimal(quantity_base) / factor
    exact = value.quantize(Decimal("0.000001"))
    return exact.normalize() if exact != exact.to_integral_value() else exact.quantize(Decimal(1))


def quantity_text(quantity_base: int, factor: int) -> str:
    """Base units as the decimal text of packs, see `from_base`."""
    if factor == 1:
        return str(quantity_base)
    packs, rest = divmod(quantity_base, factor)
    return str(packs) if rest == 0 else str(from_base(quantity_base, factor))
