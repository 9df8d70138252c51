from __future__ import annotations

import time

import pytest

from kontor.kernel.money import Money, MoneyInvalid


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("12.50", "GBP", 1250), ("-0.01", "GBP", -1), ("1250", "JPY", 1250), ("1.005", "KWD", 1005), ("0", "GBP", 0)],
)
def test_an_amount_is_read_as_minor_units_of_its_currency(text: str, currency: str, minor: int) -> None:
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize("text", ["1e900000", "1e18", "9" * 41, "0." + "0" * 60, "1.234", "NaN", "Infinity", "ten", ""])
def test_what_is_no_sane_amount_is_refused_at_once(text: str) -> None:
    started = time.perf_counter()
    with pytest.raises(MoneyInvalid):
        Money.parse(text, "GBP")
    assert time.perf_counter() - started < 0.1
