"""The arithmetic of a document: each line is rounded once, discounts are spread exactly, parts add up to the total."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kontor.kernel.money import allocate, currency_exponent, round_half_away
from kontor.pricing.errors import DiscountTooLarge
from kontor.pricing.types import LineToPrice, PricedDocument, PricedLine

_WHOLE_BP: Final = 10_000


def price_lines(
    lines: Sequence[LineToPrice], *, document_discount_minor: int, is_tax_inclusive: bool, currency: str
) -> PricedDocument:
    """Price every line and the document.

    A line's amount is rounded half away from zero, then its own discount; the document's discount is spread over what
    remains by largest remainder; tax is taken out of (inclusive) or put on (exclusive) each line's rest.
    Raises DiscountTooLarge when the document's discount is negative or more than the lines are worth.
    """
    scale = 10 ** (6 - currency_exponent(currency))
    gross = [round_half_away(line.unit_price_micros * line.quantity_base, line.pack_factor * scale) for line in lines]
    own = [round_half_away(amount * line.discount_bp, _WHOLE_BP) for amount, line in zip(gross, lines, strict=True)]
    remaining = [amount - discount for amount, discount in zip(gross, own, strict=True)]
    shares = _shares(document_discount_minor, remaining)
    priced = tuple(
        _price(rest - share, discount + share, line.tax_rate_bp, is_tax_inclusive)
        for rest, share, discount, line in zip(remaining, shares, own, lines, strict=True)
    )
    return PricedDocument(
        priced,
        document_discount_minor,
        sum(line.net_minor for line in priced),
        sum(line.tax_minor for line in priced),
    )


def _shares(discount_minor: int, remaining: Sequence[int]) -> Sequence[int]:
    if discount_minor == 0:
        return [0] * len(remaining)
    worth = sum(remaining)
    if not 0 <= discount_minor <= worth:
        raise DiscountTooLarge(discount_minor=discount_minor, worth_minor=worth)
    return allocate(discount_minor, remaining)


def _price(amount: int, discount: int, rate_bp: int, is_tax_inclusive: bool) -> PricedLine:
    if is_tax_inclusive:
        net = round_half_away(amount * _WHOLE_BP, _WHOLE_BP + rate_bp)
        return PricedLine(discount, net, amount - net)
    return PricedLine(discount, amount, round_half_away(amount * rate_bp, _WHOLE_BP))
