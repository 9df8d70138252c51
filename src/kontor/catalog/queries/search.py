"""Finding goods and categories by what somebody types: a part of it, or with a typing error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kontor.access.types import Actor
from kontor.catalog.models import Category
from kontor.catalog.search_words import (
    LEAST_INSIDE,
    LEAST_TOLERANT,
    closeness,
    grams_inside,
    grams_of,
    terms_of,
    words_of,
)
from kontor.catalog.sql.search import TermWord, skus_having, word_places, words_beginning, words_known, words_sharing
from kontor.catalog.types import FoundCategory, FoundSku
from kontor.kernel.statements import Read, read_all, read_rows

_MOST_BEGINNINGS: Final = 300
_MOST_SHARING: Final = 2_000
_MOST_PLACES: Final = 3_000  # where a word stands more often it is common
_MOST_WORDS: Final = 500  # of one term: the closest


def search_products(text: str, *, actor: Actor, is_active: bool | None = None, limit: int = 20) -> list[FoundSku]:
    """SKUs by code, name, brand, barcode and description, best first: those with most of the words, then the closest.

    A word is found by its beginning, by a part of it, and with one typing error if it has five letters or more.
    Three queries.
    """
    return _found(text, is_active=is_active, limit=limit)


def sku_ids_found(text: str, *, actor: Actor, most: int) -> list[int]:
    """What a list is narrowed to by `text`: those SKUs found that have most of its words, best first.

    Three queries; none where `text` has no letter and no digit.
    """
    return [row.sku_id for row in _found(text, limit=most, only_most_terms=True)]


def _found(text: str, *, is_active: bool | None = None, limit: int, only_most_terms: bool = False) -> list[FoundSku]:
    close = _close_words(terms_of(text))
    if not close:
        return []
    places = {row.word: row.places for row in read_rows(word_places({row.word for row in close}, most=_MOST_PLACES))}
    drivers = _drivers(close, places)
    if len({row.term for row in close}) == 1:
        close = [row for row in close if row.word in drivers]  # what is not close enough to drive cannot come first
    having = skus_having(drivers, close, is_active=is_active, limit=limit, only_most_terms=only_most_terms)
    return read_rows(having)


def search_categories(text: str, *, actor: Actor, limit: int = 20) -> list[FoundCategory]:
    """Categories by name as search_products finds goods; `path` names the way down from the top. One query."""
    terms = terms_of(text)
    rows: dict[int, tuple[int, str, int | None]] = {
        row[0]: row for row in Category.objects.order_by("id").values_list("id", "name", "parent_id")
    }
    found = []
    for id_, name, parent_id in rows.values():
        words = words_of(name)
        hits = [max((closeness(term, word) for word in words), default=0) for term in terms]
        if any(hits):
            found.append((-sum(map(bool, hits)), -sum(hits), len(name), id_, name, parent_id))
    return [
        FoundCategory(id_, name, parent_id, _path(id_, rows), -score)
        for _, score, _, id_, name, parent_id in sorted(found, key=lambda hit: hit[:4])[:limit]
    ]


def _drivers(close: Sequence[TermWord], places: Mapping[str, int]) -> set[str]:
    """The words that lead to SKUs: of the rarest term all that are close, of the others as far as they are not common.

    `close` has the closest words of a term first.
    """
    of_term: dict[int, list[str]] = {}
    for row in close:
        of_term.setdefault(row.term, []).append(row.word)
    led = sorted((_closest(words, places) for words in of_term.values()), key=lambda found: found[1])
    drivers, sum_of_places = set[str](), 0
    for words, count in led:
        if drivers and sum_of_places + count > 2 * _MOST_PLACES:
            break
        drivers.update(words)
        sum_of_places += count
    return drivers


def _closest(words: Sequence[str], places: Mapping[str, int]) -> tuple[list[str], int]:
    """The closest words until enough SKUs have them, and how many places that are."""
    taken, count = list[str](), 0
    for word in words:
        if count >= _MOST_PLACES:
            break
        taken.append(word)
        count += places.get(word, 0)
    return taken, count


def _path(id_: int, rows: dict[int, tuple[int, str, int | None]]) -> tuple[str, ...]:
    names: list[str] = []
    at: int | None = id_
    while at is not None:
        _, name, at = rows[at]
        names.insert(0, name)
    return tuple(names)


def _close_words(terms: Sequence[str]) -> list[TermWord]:
    last = len(terms) - 1
    reads = [(number, read) for number, term in enumerate(terms) for read in _reads(term, is_last=number == last)]
    found: dict[int, set[str]] = {}
    for (number, _), rows in zip(reads, read_all([read for _, read in reads]), strict=True) if reads else ():
        found.setdefault(number, set()).update(row.word for row in rows)
    close: list[TermWord] = []
    for number, words in found.items():
        scored = [TermWord(number, word, closeness(terms[number], word)) for word in words]
        scored.sort(key=lambda row: (-row.closeness, len(row.word), row.word))
        close += [row for row in scored[:_MOST_WORDS] if row.closeness]
    return close


def _reads(term: str, *, is_last: bool) -> list[Read]:
    """Where words close to `term` are found. One or two letters are a beginning only where they are typed last."""
    if len(term) < LEAST_INSIDE and not is_last:
        return [words_known([term])]
    reads = [words_beginning(term, _MOST_BEGINNINGS)]
    if term.isascii() and term.isdigit():
        return reads  # a code or a barcode: a digit more or less is another article
    if len(term) >= LEAST_TOLERANT - 1:
        reads.append(
            words_sharing(
                grams_of(term),
                least=max(2, len(term) - 4),
                shortest=len(term) - 1,
                longest=len(term) + 1,
                most=_MOST_SHARING,
            )
        )
    elif len(term) >= LEAST_INSIDE:
        grams = grams_inside(term)
        reads.append(words_sharing(grams, least=len(grams), shortest=0, longest=0, most=_MOST_SHARING))
    return reads
