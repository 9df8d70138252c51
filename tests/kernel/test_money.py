from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.kernel.money import (
    Money,
    MoneyInvalid,
    allocate,
    amount_minor,
    amount_texts,
    currency_exponent,
    decimal_from_micros,
    decimal_from_minor,
    price_text,
    round_half_away,
)

AMOUNTS = st.integers(-(10**12), 10**12)
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=30)


@pytest.mark.parametrize(("currency", "exponent"), [("GBP", 2), ("KES", 2), ("JPY", 0), ("UGX", 0), ("KWD", 3)])
def test_a_currency_has_its_own_minor_unit(currency, exponent):
    assert currency_exponent(currency) == exponent


@pytest.mark.parametrize("code", ["", "gbp", "GB", "GBPP", "G1P", "ÄÖÜ"])
def test_what_is_no_currency_is_refused(code):
    with pytest.raises(MoneyInvalid):
        currency_exponent(code)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(5, 2, 3), (-5, 2, -3), (4, 3, 1), (5, 3, 2), (0, 7, 0), (-1, 3, 0), (1, 2, 1), (-1, 2, -1)],
)
def test_halves_go_away_from_zero(numerator, denominator, rounded):
    assert round_half_away(numerator, denominator) == rounded


@given(AMOUNTS, st.integers(1, 10**6))
def test_rounding_is_off_by_half_at_most_and_alike_on_both_sides_of_zero(numerator, denominator):
    rounded = round_half_away(numerator, denominator)
    assert abs(Fraction(numerator, denominator) - rounded) <= Fraction(1, 2)
    assert round_half_away(-numerator, denominator) == -rounded


@given(AMOUNTS, WEIGHTS)
def test_parts_add_up_to_the_whole(amount, weights):
    assert sum(allocate(amount, weights)) == amount


@given(AMOUNTS, WEIGHTS)
def test_every_part_is_its_exact_share_but_for_less_than_one(amount, weights):
    total = sum(weights)
    if total:
        for part, weight in zip(allocate(amount, weights), weights, strict=True):
            assert abs(part - Fraction(amount * weight, total)) < 1


@given(AMOUNTS, WEIGHTS)
def test_a_credit_splits_as_its_invoice_did(amount, weights):
    assert allocate(-amount, weights) == [-part for part in allocate(amount, weights)]


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [(100, [1, 1, 1], [34, 33, 33]), (-100, [1, 1, 1], [-34, -33, -33]), (5, [0, 0], [5, 0]), (1, [1, 3], [0, 1])],
)
def test_the_largest_remainder_takes_the_rest_and_the_first_among_equals(amount, weights, parts):
    assert allocate(amount, weights) == parts


def test_an_amount_cannot_be_split_over_nothing():
    assert allocate(0, []) == []
    with pytest.raises(MoneyInvalid):
        allocate(1, [])


@pytest.mark.parametrize(
    ("price_micros", "quantity", "per", "currency", "minor"),
    [
        (10_000_000, 3, 1, "GBP", 3000),
        (10_000_000, 36, 24, "GBP", 1500),
        (1_005_000, 1, 1, "GBP", 101),
        (-1_005_000, 1, 1, "GBP", -101),
        (1_500_000, 1, 1, "JPY", 2),
        (1_234_500, 1, 1, "KWD", 1235),
    ],
)
def test_a_price_becomes_an_amount_rounded_once(price_micros, quantity, per, currency, minor):
    assert amount_minor(price_micros=price_micros, quantity=quantity, per=per, currency=currency) == minor


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("12.50", "GBP", 1250), ("-0.01", "GBP", -1), ("12", "JPY", 12), ("1.234", "KWD", 1234)],
)
def test_money_is_read_from_its_text(text, currency, minor):
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("12.505", "GBP"),
        ("1.5", "JPY"),
        ("x", "GBP"),
        ("NaN", "GBP"),
        ("", "GBP"),
        ("1e900000", "GBP"),
        ("1e18", "GBP"),
    ],
)
def test_money_finer_than_the_currency_or_no_number_is_refused(text, currency):
    with pytest.raises(MoneyInvalid):
        Money.parse(text, currency)


@given(AMOUNTS, st.sampled_from(["GBP", "JPY", "KWD"]))
def test_money_is_written_as_it_is_read(minor, currency):
    text = decimal_from_minor(minor, currency)
    assert Money.parse(text, currency).amount_minor == minor
    assert -Decimal(text).as_tuple().exponent == currency_exponent(currency)  # type: ignore[operator]  # finite


def test_two_currencies_do_not_add_up():
    assert Money(1, "GBP") + Money(2, "GBP") - Money(4, "GBP") == -Money(1, "GBP")
    with pytest.raises(MoneyInvalid):
        Money(1, "GBP") + Money(1, "USD")


@given(st.integers(-(10**18), 10**18), st.sampled_from(["GBP", "JPY", "KWD"]))
def test_an_amounts_text_is_the_amount(minor, currency):
    exponent = currency_exponent(currency)
    text = decimal_from_minor(minor, currency)
    assert Decimal(text).scaleb(exponent) == minor
    assert -int(Decimal(text).as_tuple().exponent) == exponent


@given(st.integers(-(10**18), 10**18))
def test_a_prices_text_is_the_price(micros):
    assert price_text(micros) == str(decimal_from_micros(micros))


def test_of_many_amounts_only_the_latest_thousands_are_kept_and_each_stays_right():
    texts = amount_texts("BHD")  # no other test's
    for minor in [*range(40_000), *range(39_000, 40_000), *range(1_000)]:
        assert texts[minor] == f"{minor // 1000}.{minor % 1000:03d}"
    assert len(texts) <= 8_192
    assert amount_texts("GBP")[1_250] == "12.50"
