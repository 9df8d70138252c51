from __future__ import annotations

from kontor.kernel.errors import InvalidInput


class LineInvalid(InvalidInput):
    """A quantity, factor, price, discount or rate outside its range; `line` is its index, counted from 0."""

    code = "line_invalid"
    title = "A line cannot be priced as it is"


class DiscountTooLarge(InvalidInput):
    code = "discount_too_large"
    title = "The discount is larger than what it is taken from"


class AmountTooLarge(InvalidInput):
    code = "amount_too_large"
    title = "The amount is larger than Kontor counts in one document"


class PriceTooLarge(InvalidInput):
    code = "price_too_large"
    title = "The price is larger than Kontor counts"
