from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.kernel.quantity import MOST_BASE_UNITS, QuantityInvalid, from_base, quantity_text, to_base


@pytest.mark.parametrize(
    ("packs", "factor", "base"), [("2", 24, 48), ("1.5", 24, 36), ("-1", 6, -6), ("0.001", 1000, 1), ("0", 24, 0)]
)
def test_packs_become_base_units(packs, factor, base):
    assert to_base(Decimal(packs), factor) == base


@pytest.mark.parametrize("packs", ["0.3", "1e-9", "NaN", "Infinity", "1e13"])
def test_what_is_no_whole_number_of_base_units_is_refused(packs):
    with pytest.raises(QuantityInvalid):
        to_base(Decimal(packs), 24)


def test_the_most_is_counted_and_no_more():
    assert to_base(Decimal(MOST_BASE_UNITS), 1) == MOST_BASE_UNITS
    with pytest.raises(QuantityInvalid):
        to_base(Decimal(MOST_BASE_UNITS // 2 + 1), 2)


@given(st.integers(-(10**9), 10**9), st.sampled_from([1, 2, 4, 5, 6, 8, 12, 24, 1000]))
def test_whole_packs_come_back_as_they_went(packs, factor):
    assert from_base(to_base(Decimal(packs), factor), factor) == packs


@pytest.mark.parametrize(
    ("base", "factor", "text"), [(36, 24, "1.5"), (48, 24, "2"), (1, 3, "0.333333"), (100, 1, "100")]
)
def test_base_units_are_shown_as_packs_without_needless_digits(base, factor, text):
    assert str(from_base(base, factor)) == text


@given(st.integers(-(10**12), 10**12), st.integers(1, 10_000))
def test_a_quantitys_text_is_the_quantity(base, factor):
    assert quantity_text(base, factor) == str(from_base(base, factor))
