from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor.catalog.search_words import closeness, grams_of, is_one_edit, terms_of, weighed_words, words_of

LETTERS = st.text("abcde", min_size=5, max_size=9)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Crème Brûlée", ["creme", "brulee"]),
        ("OIL-1L", ["oil", "1l", "oil1l"]),
        ("4X(6X330ML)", ["4x", "6x330ml", "4x6x330ml"]),
        ("Straße", ["strasse"]),
        (" -- ", []),
        ("Молоко 3,2%", ["молоко", "3", "2", "32"]),
    ],
)
def test_words_have_neither_case_nor_accents_nor_signs(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_terms_are_looked_for_once_and_a_whole_barcode_without_its_zeros() -> None:
    assert terms_of("Oil OIL oil-1l") == ["oil", "1l"]
    assert terms_of("0737628025602") == ["737628025602"]
    assert terms_of("0073") == ["0073"]
    assert len(terms_of("a b c d e f g h i j k")) == 8


def test_a_word_weighs_as_much_as_its_best_place() -> None:
    words = weighed_words(
        codes=("OIL",), names=("Olive oil",), brand="Mill", description="olive, cold", barcodes=("0737628025602",)
    )
    assert words == {
        "cold": 1, "mill": 3, "olive": 4, "oil": 8, "0737628025602": 8, "737628025602": 8,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "is_edit"),
    [
        ("heinz", "henz", True),
        ("heinz", "heeinz", True),
        ("heinz", "heonz", True),
        ("heinz", "hienz", True),
        ("heinz", "xheinz", True),
        ("heinz", "heinzx", True),
        ("heinz", "heinz", False),
        ("heinz", "hxixz", False),
        ("heinz", "heinzab", False),
        ("abcd", "cdab", False),
        ("ab", "ba", True),
    ],
)
def test_one_edit_is_a_letter_more_less_another_or_two_swapped(one: str, other: str, is_edit: bool) -> None:
    assert is_one_edit(one, other) is is_edit
    assert is_one_edit(other, one) is is_edit


@given(LETTERS, st.integers(0, 8), st.sampled_from("abcdex"), st.sampled_from(["drop", "add", "change", "swap"]))
def test_every_single_error_in_a_word_of_five_letters_comes_close(word: str, at: int, letter: str, error: str) -> None:
    at %= len(word) - 1
    typed = {
        "drop": word[:at] + word[at + 1 :],
        "add": word[:at] + letter + word[at:],
        "change": word[:at] + letter + word[at + 1 :],
        "swap": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    }[error]
    assert closeness(typed, word) > 0
    assert typed == word or set(grams_of(typed)) & set(grams_of(word)), "no trigram in common: never a candidate"


def test_the_word_itself_is_closest_then_its_beginning_then_an_error_then_a_part() -> None:
    scores = [closeness(term, "sparkling") for term in ("sparkling", "spark", "sparkilng", "spurk", "kling", "still")]
    assert scores == sorted(scores, reverse=True)
    assert (scores[0], scores[-1]) == (100, 0)
    assert closeness("milk", "silk") == 0  # four letters forgive nothing
    assert closeness("prd0010", "prd0001") == 0  # nor do digits
