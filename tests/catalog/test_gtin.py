from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.catalog.gtin import check_digit, gtin14, is_valid_gtin
from tests.shared import shared_rows


@pytest.mark.parametrize("code", ["96385074", "614141000036", "4006381333931", "10614141000415", "00000000"])
def test_a_gtin_of_each_length_with_its_check_digit_is_valid(code):
    assert is_valid_gtin(code)


@pytest.mark.parametrize(
    "code",
    ["", "96385075", "4006381333932", "614141000037", "400638133393", "4006381333931 ", "40063813339310", "1234567",
     "400638133393A", "٤٠٠٦٣٨١٣٣٣٩٣١", "²²²²²²²²", "-6385074", "4006381-333931"],
)  # fmt: skip
def test_another_length_digit_or_check_digit_is_not(code):
    assert not is_valid_gtin(code)


bodies = st.sampled_from([7, 11, 12, 13]).flatmap(
    lambda length: st.text("0123456789", min_size=length, max_size=length)
)


@given(bodies, st.data())
def test_one_wrong_digit_is_always_noticed(body, data):
    code = body + str(check_digit(body))
    assert is_valid_gtin(code)
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != code[place]]))
    assert not is_valid_gtin(code[:place] + other + code[place + 1 :])


@given(st.text("0123456789", min_size=7, max_size=7))
def test_zeros_before_a_gtin_keep_its_check_digit(body):
    code = body + str(check_digit(body))
    assert is_valid_gtin(gtin14(code))
    assert gtin14(gtin14(code)) == gtin14(code)


def test_real_barcodes_are_judged_as_published():
    codes = [row["barcode_id"] for row in shared_rows("open_food_facts_sample/products.csv.gz")]
    valid = sum(is_valid_gtin(code) for code in codes)
    assert (valid, len(codes) - valid) == (38_195, 514)
