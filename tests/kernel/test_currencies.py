from __future__ import annotations

import pytest

from kontor.kernel.currencies import IN_USE, check_in_use
from kontor.kernel.money import MoneyInvalid, currency_exponent


@pytest.mark.parametrize("code", ["KES", "GBP", "NGN", "ZMW", "JPY", "KWD", "XOF", "XCG", "ZWG"])
def test_a_currency_in_use_is_taken(code: str):
    check_in_use(code)


@pytest.mark.parametrize("code", ["XXX", "XTS", "XAU", "XDR", "ABC", "HRK", "kes", "KE", "", "KES\n"])
def test_what_is_none_is_refused_with_an_example(code: str):
    with pytest.raises(MoneyInvalid) as refused:
        check_in_use(code)
    assert refused.value.detail == (
        f"{code!r} is no currency in use; send the three capital letters of one, such as KES or GBP."
    )
    assert refused.value.data["field"] == "currency"


def test_every_one_of_them_can_be_counted_in():
    assert {currency_exponent(code) for code in IN_USE} == {0, 2, 3}
    assert len(IN_USE) == 155
