"""What goods are found by: words without accents and case, their trigrams, and how close what is typed comes. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

MOST_LETTERS: Final = 40
MOST_TERMS: Final = 8
LEAST_TOLERANT: Final = 5  # letters of a word in which one typing error is forgiven
LEAST_INSIDE: Final = 3  # characters that are looked for in the middle of a word
_WORD: Final = re.compile(r"[^\W_]+")
_FULL_BARCODE: Final = 12

# What a hit weighs: a code is meant when it is typed, a word of the description may stand there by chance.
CODE, BARCODE, NAME, BRAND, DESCRIPTION = 8, 8, 4, 3, 1


def plain(text: str) -> str:
    """Lower case without accents: "Crème" is "creme"."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The words to be found by; what a dash or a dot joins is found in parts and as one: "oil-1l" by "oil1l" too."""
    words: list[str] = []
    for chunk in plain(text).split():
        parts = _WORD.findall(chunk)
        words += [part[:MOST_LETTERS] for part in parts]
        if len(parts) > 1:
            words.append("".join(parts)[:MOST_LETTERS])
    return words


def terms_of(text: str) -> list[str]:
    """What somebody looks for, word by word, each once. A whole barcode is looked for without the zeros before it."""
    terms = dict.fromkeys(_without_zeros(word[:MOST_LETTERS]) for word in _WORD.findall(plain(text)))
    return list(terms)[:MOST_TERMS]


def weighed_words(
    *, codes: Iterable[str], names: Iterable[str], brand: str, description: str, barcodes: Iterable[str]
) -> dict[str, int]:
    """Word -> its weight, the highest where it stands in several places."""
    found: dict[str, int] = {}
    for texts, weight in (
        ((description,), DESCRIPTION),
        ((brand,), BRAND),
        (names, NAME),
        (codes, CODE),
        (barcodes, BARCODE),
    ):
        for text in texts:
            found.update(dict.fromkeys(words_of(text), weight))
    for code in barcodes:
        found[_without_zeros(code)] = BARCODE
    return found


def is_tolerant(word: str) -> bool:
    return sum(map(str.isalpha, word)) >= LEAST_TOLERANT


def grams_of(word: str) -> list[str]:
    """Its trigrams, with a mark before and behind it: "wine" gives ^wi, win, ine and ne$."""
    marked = f"^{word}$"
    return sorted({marked[start : start + 3] for start in range(len(marked) - 2)})


def grams_inside(term: str) -> list[str]:
    """The trigrams of a term that may stand anywhere in a word."""
    return sorted({term[start : start + 3] for start in range(len(term) - 2)})


def closeness(term: str, word: str) -> int:
    """100 for the word itself, less for its beginning, for one typing error and for a part; 0 for no likeness."""
    if word == term:
        return 100
    if word.startswith(term):
        return 70 + 25 * len(term) // len(word)
    if is_tolerant(word) and len(term) >= LEAST_TOLERANT - 1:
        if is_one_edit(term, word):
            return 60
        if len(term) >= LEAST_TOLERANT and any(
            is_one_edit(term, word[:length]) for length in range(len(term) - 1, min(len(term) + 2, len(word)))
        ):
            return 45
    if len(term) >= LEAST_INSIDE and term in word:
        return 40
    return 0


def is_one_edit(one: str, other: str) -> bool:
    """Whether a letter more, a letter less, another letter or two letters swapped make one word of the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    left, right = one[start:], other[start:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[1::-1] and left[2:] == right[2:])
    )


def _without_zeros(word: str) -> str:
    if len(word) >= _FULL_BARCODE and word.isascii() and word.isdigit():
        return word.lstrip("0") or word
    return word
