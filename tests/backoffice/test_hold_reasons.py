from __future__ import annotations

import pytest

from kontor.backoffice.hold_reasons import in_names, sku_codes

NAMES = {"RICE-25KG": "Rice 25 kg", "OIL-5L": "Cooking oil 5 L"}


def test_goods_that_are_short_are_called_by_their_names() -> None:
    reason = "RICE-25KG: 500 of 900 there; OIL-5L: 0 of 12 there"
    assert in_names(reason, NAMES) == "Rice 25 kg: 500 of 900 there; Cooking oil 5 L: 0 of 12 there"
    assert sku_codes(reason) == ["RICE-25KG", "OIL-5L"]


def test_goods_without_a_known_name_keep_their_code() -> None:
    assert in_names("SALT-1KG: 1 of 2 there", NAMES) == "SALT-1KG: 1 of 2 there"


@pytest.mark.parametrize("reason", ["", "limit passed by K 3,120", "RICE-25KG: ask the depot first"])
def test_any_other_reason_stays_as_it_was_written(reason: str) -> None:
    assert in_names(reason, NAMES) == reason
    assert sku_codes(reason) == []
