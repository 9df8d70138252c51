"""What a document costs: pure functions over integers, so that the lines always add up to the totals to the cent.

Each line is rounded to minor units once where its price becomes an amount, once for its own discount and once for its
tax; everything after that only adds and subtracts. Half a minor unit rounds away from zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kontor.kernel.money import allocate, currency_exponent
from kontor.pricing.errors import AmountTooLarge, DiscountTooLarge, LineInvalid
from kontor.pricing.types import LineToPrice, PricedDocument, PricedLine

ONE_BP: Final = 10_000  # basis points in 100 %
MOST_MINOR: Final = 10**15  # exact in every JSON reader, and sums of thousands still fit a BIGINT


def price_lines(
    lines: Sequence[LineToPrice], *, document_discount_minor: int, is_tax_inclusive: bool, currency: str
) -> PricedDocument:
    """Price every line and the document, in minor units of `currency`.

    gross = quantity x price; the line's discount is taken from it, then the line's share of the document's discount,
    which is spread over the remaining amounts by largest remainder. What remains is the net where prices exclude tax,
    and contains the tax where they include it. A free line is 0 throughout and bears no discount.
    Raises LineInvalid, DiscountTooLarge (more than the lines cost), AmountTooLarge.
    """
    per_unit = 10 ** (6 - currency_exponent(currency))
    amounts = [line_gross_and_discount(line, index, per_unit) for index, line in enumerate(lines)]
    if document_discount_minor:
        amounts = _with_document_discount(amounts, document_discount_minor)
    priced = tuple(
        _taxed(gross, discount, line.tax_rate_bp, is_tax_inclusive)
        for (gross, discount), line in zip(amounts, lines, strict=True)
    )
    return _document(priced, document_discount_minor)


def line_gross_and_discount(line: LineToPrice, index: int, per_unit: int) -> tuple[int, int]:
    """Gross amount and the line's own discount, both rounded to minor units of `per_unit` micros."""
    if (
        line.quantity_base < 0
        or line.pack_factor < 1
        or line.unit_price_micros < 0
        or not 0 <= line.discount_bp <= ONE_BP
        or not 0 <= line.tax_rate_bp <= ONE_BP
    ):
        raise LineInvalid(_complaint(line, index), line=index)
    if line.is_free:
        return 0, 0
    gross = round_half_up(line.quantity_base * line.unit_price_micros, line.pack_factor * per_unit)
    return gross, round_half_up(gross * line.discount_bp, ONE_BP) if line.discount_bp else 0


def tax_minor(amount_minor: int, rate_bp: int, *, is_tax_inclusive: bool) -> int:
    """The tax in an amount that contains it, or on one that does not. The amount is not negative."""
    return round_half_up(amount_minor * rate_bp, ONE_BP + rate_bp if is_tax_inclusive else ONE_BP)


def round_half_up(numerator: int, denominator: int) -> int:
    """kernel.money.round_half_away for numerators >= 0, without its sign handling: this is the hot loop."""
    return (2 * numerator + denominator) // (2 * denominator)


def _with_document_discount(amounts: list[tuple[int, int]], document_discount_minor: int) -> list[tuple[int, int]]:
    remaining = [gross - discount for gross, discount in amounts]
    if not 0 <= document_discount_minor <= sum(remaining):
        raise DiscountTooLarge(
            f"A discount of {document_discount_minor} minor units does not fit lines that cost {sum(remaining)}.",
            discount_minor=document_discount_minor,
            amount_minor=sum(remaining),
        )
    # Never more than a line's amount: a part is below its exact share + 1, and shares do not exceed amounts.
    shares = allocate(document_discount_minor, remaining)
    return [(gross, discount + share) for (gross, discount), share in zip(amounts, shares, strict=True)]


def _taxed(gross: int, discount: int, rate_bp: int, is_tax_inclusive: bool) -> PricedLine:
    amount = gross - discount
    tax = tax_minor(amount, rate_bp, is_tax_inclusive=is_tax_inclusive) if rate_bp else 0
    return PricedLine(gross, discount, amount - tax if is_tax_inclusive else amount, tax)


def _document(lines: tuple[PricedLine, ...], document_discount_minor: int) -> PricedDocument:
    gross = net = tax = 0
    for line in lines:
        gross += line.gross_minor
        net += line.net_minor
        tax += line.tax_minor
    if gross + tax > MOST_MINOR:
        raise AmountTooLarge(f"A document may cost at most {MOST_MINOR} minor units.", most_minor=MOST_MINOR)
    return PricedDocument(lines, document_discount_minor, net, tax)


def _complaint(line: LineToPrice, index: int) -> str:
    if line.quantity_base < 0:
        problem = "its quantity is negative"
    elif line.pack_factor < 1:
        problem = "its pack holds less than one base unit"
    elif line.unit_price_micros < 0:
        problem = "its price is negative"
    elif not 0 <= line.discount_bp <= ONE_BP:
        problem = "its discount is not within 0 to 10000 bp"
    else:
        problem = "its tax rate is not within 0 to 10000 bp"
    return f"Line {index + 1} cannot be priced: {problem}."
