from __future__ import annotations

import pytest

from kontor.kernel.text import TextInvalid, optional_email, optional_text, required_text


def test_a_text_is_trimmed_and_may_be_as_long_as_its_column() -> None:
    assert required_text("  Zażółć, 5 %  ", "name", 11) == "Zażółć, 5 %"
    assert optional_text("   ", "note", 5) == ""


@pytest.mark.parametrize("text", ["", "  \t ", "12345678", "a\x00b", "a\nb", "a\x7fb", "a\x9fb"])
def test_a_text_that_is_empty_too_long_or_holds_control_characters_is_refused(text: str) -> None:
    with pytest.raises(TextInvalid) as refused:
        required_text(text, "name", 7)
    assert refused.value.data == {"field": "name"}


def test_an_address_has_something_before_and_after_one_at() -> None:
    assert optional_email("", "email", 120) == ""
    assert optional_email(" orders@example.com ", "email", 120) == "orders@example.com"
    for text in ("orders", "@example.com", "a@b@c", "a b@example.com"):
        with pytest.raises(TextInvalid):
            optional_email(text, "email", 120)
