"""What documents cost, judged against exact fractions."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.kernel.money import MoneyInvalid, currency_exponent
from kontor.pricing.calculation import MOST_MINOR, price_lines
from kontor.pricing.errors import AmountTooLarge, DiscountTooLarge, LineInvalid
from kontor.pricing.types import LineToPrice, PricedDocument, PricedLine


def line(quantity: int, factor: int, price: int, tax: int, *, discount: int = 0, is_free: bool = False) -> LineToPrice:
    return LineToPrice(quantity, factor, price, discount, tax, is_free)


def priced(*lines: LineToPrice, discount: int = 0, inclusive: bool = False, currency: str = "GBP") -> PricedDocument:
    return price_lines(lines, document_discount_minor=discount, is_tax_inclusive=inclusive, currency=currency)


def test_a_line_in_cases_costs_the_case_price_times_the_cases():
    document = priced(line(72, 24, 31_200_000, 1600))  # 3 cases at 31.20
    assert document.lines == (PricedLine(gross_minor=9360, discount_minor=0, net_minor=9360, tax_minor=1498),)
    assert document.total_minor == 10858


def test_single_units_out_of_a_case_are_rounded_once_on_the_line():
    # 31.20 / 24 = 1.30 a unit exactly; 10.00 / 3 a unit is not a whole cent, 2 of them are 6.67.
    assert priced(line(5, 24, 31_200_000, 0)).net_minor == 650
    assert priced(line(2, 3, 10_000_000, 0)).net_minor == 667


def test_prices_finer_than_a_cent_are_kept_until_the_line_amount():
    # 1000 at 0.0125: a price rounded first to 0.01 would give 10.00.
    assert priced(line(1000, 1, 12_500, 0)).net_minor == 1250


def test_half_a_cent_rounds_away_from_zero():
    assert priced(line(1, 1, 5_000, 0)).net_minor == 1
    assert priced(line(1, 1, 4_999, 0)).net_minor == 0
    assert priced(line(1, 1, 25_000, 0)).net_minor == 3  # bankers would say 2


def test_exclusive_tax_is_added_to_the_net():
    document = priced(line(1, 1, 99_990_000, 1600))
    assert (document.net_minor, document.tax_minor, document.total_minor) == (9999, 1600, 11599)


def test_inclusive_tax_is_taken_out_of_the_price():
    document = priced(line(1, 1, 116_000_000, 1600), inclusive=True)
    assert (document.net_minor, document.tax_minor, document.total_minor) == (10000, 1600, 11600)


def test_inclusive_tax_is_rounded_and_the_price_stays_what_the_shelf_says():
    document = priced(line(1, 1, 9_990_000, 750), inclusive=True)
    assert (document.net_minor, document.tax_minor, document.total_minor) == (929, 70, 999)


def test_every_line_has_the_rate_of_its_own_tax_class():
    document = priced(line(1, 1, 10_000_000, 1600), line(1, 1, 10_000_000, 800), line(1, 1, 10**7, 0))
    assert [line.tax_minor for line in document.lines] == [160, 80, 0]
    assert document.total_minor == 3240


def test_a_line_discount_is_rounded_and_taken_before_tax():
    document = priced(line(3, 1, 3_330_000, 1600, discount=1250))
    # 9.99 - 12.5 % (1.24875 -> 1.25) = 8.74, tax 1.3984 -> 1.40
    assert document.lines == (PricedLine(999, 125, 874, 140),)


def test_a_full_line_discount_leaves_nothing_to_pay():
    assert priced(line(3, 1, 3_330_000, 1600, discount=10_000)).lines == (PricedLine(999, 999, 0, 0),)


def test_the_document_discount_is_spread_by_largest_remainder():
    ten = line(1, 1, 10_000_000, 0)
    document = priced(ten, ten, ten, discount=1000)
    assert [entry.discount_minor for entry in document.lines] == [334, 333, 333]
    assert document.net_minor == 2000


def test_the_document_discount_follows_what_line_discounts_left():
    document = priced(line(1, 1, 10_000_000, 0, discount=5000), line(1, 1, 5_000_000, 0), discount=100)
    assert [entry.discount_minor for entry in document.lines] == [550, 50]


def test_tax_is_taken_after_the_document_discount():
    document = priced(line(1, 1, 100_000_000, 1600), discount=1000)
    assert (document.net_minor, document.tax_minor, document.total_minor) == (9000, 1440, 10440)


def test_a_document_discount_of_everything_leaves_nothing_to_pay():
    document = priced(line(1, 1, 3_330_000, 1600), line(7, 1, 10_000, 800), discount=340)
    assert (document.net_minor, document.tax_minor, document.total_minor) == (0, 0, 0)
    assert document.discount_minor == 340


@pytest.mark.parametrize("discount", [341, -1])
def test_a_document_discount_beyond_the_amount_is_refused(discount):
    with pytest.raises(DiscountTooLarge) as refused:
        priced(line(1, 1, 3_330_000, 1600), line(7, 1, 10_000, 800), discount=discount)
    assert refused.value.data == {"discount_minor": discount, "amount_minor": 340}


def test_a_discount_on_free_lines_only_is_refused():
    with pytest.raises(DiscountTooLarge):
        priced(line(1, 1, 3_330_000, 1600, is_free=True), discount=1)


def test_a_free_line_costs_nothing_and_bears_no_discount():
    document = priced(line(2, 1, 3_330_000, 1600, discount=700, is_free=True), line(1, 1, 10**7, 1600), discount=100)
    assert document.lines[0] == PricedLine(0, 0, 0, 0)
    assert document.lines[1] == PricedLine(1000, 100, 900, 144)


def test_a_document_without_lines_costs_nothing():
    assert priced() == PricedDocument((), 0, 0, 0)


def test_currencies_keep_their_own_minor_unit():
    assert priced(line(3, 1, 1_499_500_000, 0), currency="JPY").net_minor == 4499  # 4498.5 yen
    assert priced(line(3, 1, 1_234_500, 0), currency="KWD").net_minor == 3704  # 3.7035 dinar


def test_an_unknown_currency_is_refused():
    with pytest.raises(MoneyInvalid):
        priced(line(1, 1, 1, 0), currency="gbp")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (line(-1, 1, 1, 0), "Line 2 cannot be priced: its quantity is negative."),
        (line(1, 0, 1, 0), "Line 2 cannot be priced: its pack holds less than one base unit."),
        (line(1, 1, -1, 0), "Line 2 cannot be priced: its price is negative."),
        (line(1, 1, 1, -1), "Line 2 cannot be priced: its tax rate is not within 0 to 10000 bp."),
        (line(1, 1, 1, 10_001), "Line 2 cannot be priced: its tax rate is not within 0 to 10000 bp."),
        (line(1, 1, 1, 0, discount=-1), "Line 2 cannot be priced: its discount is not within 0 to 10000 bp."),
        (
            line(1, 1, 1, 0, discount=10_001),
            "Line 2 cannot be priced: its discount is not within 0 to 10000 bp.",
        ),
    ],
)
def test_a_line_out_of_range_is_refused_by_its_number(wrong, sentence):
    with pytest.raises(LineInvalid) as refused:
        priced(line(1, 1, 1, 0), wrong)
    assert refused.value.detail == sentence
    assert refused.value.data == {"line": 1}


def test_an_amount_beyond_what_readers_hold_exactly_is_refused():
    assert priced(line(10**12, 1, 10_000_000, 0)).net_minor == MOST_MINOR
    with pytest.raises(AmountTooLarge):
        priced(line(10**12, 1, 10_000_000, 0), line(1, 1, 10_000, 0))


# --- properties --------------------------------------------------------------------------------------------------

some_lines = st.lists(
    st.builds(
        LineToPrice,
        quantity_base=st.integers(0, 10_000),
        pack_factor=st.sampled_from([1, 3, 6, 7, 12, 24, 1000]),
        unit_price_micros=st.integers(0, 10**10),
        tax_rate_bp=st.sampled_from([0, 1, 750, 800, 1600, 1900, 10_000]),
        discount_bp=st.sampled_from([0, 0, 1, 333, 5000, 9999, 10_000]),
        is_free=st.sampled_from([False, False, False, True]),
    ),
    max_size=12,
)
currencies = st.sampled_from(["GBP", "KES", "JPY", "KWD"])


def half_away(value: Fraction) -> int:
    """An independent judge: Decimal's own ROUND_HALF_UP on the exact fraction, scaled so that division is exact."""
    doubled = value * 2
    whole = doubled.numerator // doubled.denominator  # floor of 2v: decides the half without dividing
    return int((Decimal(whole) / 2).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def exact_gross(line: LineToPrice, currency: str) -> int:
    if line.is_free:
        return 0
    price = Fraction(line.unit_price_micros, 10 ** (6 - currency_exponent(currency)))
    return half_away(price * line.quantity_base / line.pack_factor)


def charged(document: PricedDocument) -> int:
    return sum(line.gross_minor - line.discount_minor for line in document.lines)


@given(some_lines, st.booleans(), currencies, st.fractions(0, 1))
def test_lines_add_up_to_the_totals_and_to_the_exact_amounts(lines, inclusive, currency, share):
    gross = [exact_gross(line, currency) for line in lines]
    own = [half_away(Fraction(g * line.discount_bp, 10_000)) for g, line in zip(gross, lines, strict=True)]
    discount = int((sum(gross) - sum(own)) * share)
    document = priced(*lines, discount=discount, inclusive=inclusive, currency=currency)

    assert [line.gross_minor for line in document.lines] == gross
    assert sum(line.discount_minor for line in document.lines) == sum(own) + discount
    assert document.discount_minor == discount
    assert document.net_minor == sum(line.net_minor for line in document.lines)
    assert document.tax_minor == sum(line.tax_minor for line in document.lines)
    assert document.total_minor == document.net_minor + document.tax_minor
    assert charged(document) == (document.total_minor if inclusive else document.net_minor)


@given(some_lines, st.booleans(), currencies, st.fractions(0, 1))
def test_no_line_is_ever_negative_and_its_tax_is_the_nearest_cent(lines, inclusive, currency, share):
    discount = int(charged(priced(*lines, inclusive=inclusive, currency=currency)) * share)
    document = priced(*lines, discount=discount, inclusive=inclusive, currency=currency)
    for line, amounts in zip(lines, document.lines, strict=True):
        assert min(amounts.gross_minor, amounts.discount_minor, amounts.net_minor, amounts.tax_minor) >= 0
        assert amounts.discount_minor <= amounts.gross_minor
        amount = Fraction(amounts.gross_minor - amounts.discount_minor)
        rate = Fraction(line.tax_rate_bp, 10_000)
        assert amounts.tax_minor == half_away(amount - amount / (1 + rate) if inclusive else amount * rate)


@given(some_lines, st.booleans(), st.fractions(0, 1))
def test_each_share_of_the_document_discount_is_within_one_cent_of_exact(lines, inclusive, share):
    before = priced(*lines, inclusive=inclusive)
    amount = charged(before)
    discount = int(amount * share)
    after = priced(*lines, discount=discount, inclusive=inclusive)
    for first, second in zip(before.lines, after.lines, strict=True):
        part = second.discount_minor - first.discount_minor
        exact = Fraction(discount * (first.gross_minor - first.discount_minor), max(amount, 1))
        assert abs(part - exact) < 1


@given(some_lines, st.integers(1, 10**6))
def test_a_discount_one_cent_beyond_the_amount_is_always_refused(lines, beyond):
    with pytest.raises(DiscountTooLarge):
        priced(*lines, discount=charged(priced(*lines)) + beyond)
