"""The words goods are found by, as tables and as questions; the same on both databases.

`catalog_searchword` lists every word once, `catalog_searchgram` its trigrams where typing errors are forgiven in it,
`catalog_skuword` says which SKU has it and what it weighs there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from kontor.catalog.search_words import grams_of
from kontor.catalog.sql.many_keys import one_of
from kontor.catalog.types import FoundSku
from kontor.kernel.statements import Read, Row, Write, among, is_postgres, keys_text, records, records_text

_LAST: Final = "\U0010ffff"  # stands behind every word with the same beginning


class Word(msgspec.Struct, frozen=True):
    """A row of catalog_searchword."""

    word: str


class Gram(msgspec.Struct, frozen=True):
    """A row of catalog_searchgram."""

    gram: str
    word: str


class SkuWord(msgspec.Struct, frozen=True):
    """A row of catalog_skuword."""

    word: str
    sku_id: int
    weight: int


class SkuText(msgspec.Struct, frozen=True):
    """Everything a SKU is found by, but its barcodes."""

    id: int
    code: str
    name: str
    product_code: str
    product_name: str
    brand: str
    description: str


class SkuBarcode(msgspec.Struct, frozen=True):
    sku_id: int
    code: str


class WordPlaces(msgspec.Struct, frozen=True):
    word: str
    places: int


class TermWord(msgspec.Struct, frozen=True):
    """A word that is close to the term of this number, and how close."""

    term: int
    word: str
    closeness: int


# --- reading what is there ---------------------------------------------------------------------------------------


def sku_texts(product_ids: Iterable[int]) -> Read:
    sql = (
        "SELECT s.id, s.code, s.name, p.code AS product_code, p.name AS product_name, p.brand, p.description"
        f" FROM catalog_sku s JOIN catalog_product p ON p.id = s.product_id WHERE {one_of('p.id', int)}"
    )
    return Read(sql, (keys_text(product_ids),), SkuText)


def sku_barcodes(product_ids: Iterable[int]) -> Read:
    sql = (
        "SELECT k.sku_id, b.code FROM catalog_sku s JOIN catalog_pack k ON k.sku_id = s.id"
        f" JOIN catalog_barcode b ON b.pack_id = k.id WHERE {one_of('s.product_id', int)}"
    )
    return Read(sql, (keys_text(product_ids),), SkuBarcode)


def words_before(product_ids: Iterable[int]) -> Read:
    sql = (
        "SELECT w.word, w.sku_id, w.weight FROM catalog_sku s JOIN catalog_skuword w ON w.sku_id = s.id"
        f" WHERE {one_of('s.product_id', int)}"
    )
    return Read(sql, (keys_text(product_ids),), SkuWord)


def words_known(words: Iterable[str]) -> Read:
    return Read(f"SELECT word FROM catalog_searchword WHERE {one_of('word')}", (keys_text(words),), Word)


# --- writing -----------------------------------------------------------------------------------------------------


def new_word_writes(words: Sequence[str], tolerant: Sequence[str]) -> list[Write]:
    """A word that somebody else adds at the same moment is not added twice. Sorted, so that two cannot deadlock."""
    writes = [_insert("catalog_searchword", [Word(word) for word in sorted(words)])]
    grams = [Gram(gram, word) for word in sorted(tolerant) for gram in grams_of(word)]
    return [*writes, _insert("catalog_searchgram", grams)] if grams else writes


def sku_word_writes(gone: Sequence[SkuWord], put: Sequence[SkuWord]) -> list[Write]:
    writes = []
    if gone:
        sql = (
            f"DELETE FROM catalog_skuword WHERE (word, sku_id) IN (SELECT d.word, d.sku_id FROM {records(SkuWord)})"
            " RETURNING 1"
        )
        writes.append(Write("gone_words", sql, (records_text(gone),)))
    if put:
        writes.append(_insert("catalog_skuword", put, " (word, sku_id) DO UPDATE SET weight = excluded.weight"))
    return writes


def _insert(table: str, rows: Sequence[Row], conflict: str = " DO NOTHING") -> Write:
    columns = rows[0].__struct_fields__
    named = ", ".join(columns)
    if is_postgres():
        source = f"SELECT {named} FROM {records(type(rows[0]))}"
        sql = f"INSERT INTO {table} ({named}) {source} ON CONFLICT{conflict} RETURNING 1"
        return Write(table, sql, (records_text(rows),))
    values = ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {table} ({named}) VALUES ({values}) ON CONFLICT{conflict}"
    return Write(table, sql, (), many=[msgspec.structs.astuple(row) for row in rows])


# --- asking ------------------------------------------------------------------------------------------------------


def words_beginning(term: str, most: int) -> Read:
    at_least, below = ("~>=~", "~<~") if is_postgres() else (">=", "<")
    sql = (
        f"SELECT word FROM catalog_searchword WHERE word {at_least} %s AND word {below} %s"
        f" ORDER BY word{' USING ~<~' if is_postgres() else ''} LIMIT {most:d}"
    )
    return Read(sql, (term, term + _LAST), Word)


def words_sharing(grams: Iterable[str], *, least: int, shortest: int, longest: int, most: int) -> Read:
    """Words of about this length that share any of the grams, and longer ones that share `least` of them."""
    sql = (
        f"SELECT word FROM catalog_searchgram WHERE {among('gram', str)} GROUP BY word"
        f" HAVING (length(word) BETWEEN {shortest:d} AND {longest:d}) OR count(*) >= {least:d}"
        f" ORDER BY count(*) DESC, length(word), word LIMIT {most:d}"
    )
    return Read(sql, (keys_text(grams),), Word)


def word_places(words: Iterable[str], *, most: int) -> Read:
    """How many SKUs have each word; `most` where it is more, so that nobody counts what is everywhere."""
    sql = (
        "SELECT x.word, (SELECT count(*) FROM (SELECT 1 FROM catalog_skuword w WHERE w.word = x.word"
        f" LIMIT {most:d}) AS y) AS places FROM catalog_searchword x WHERE {among('x.word', str)}"
    )
    return Read(sql, (keys_text(words),), WordPlaces)


def skus_having(
    drivers: Iterable[str], close: Sequence[TermWord], *, is_active: bool | None, limit: int, only_most_terms: bool
) -> Read:
    """SKUs that have one of `drivers`: those with most terms first, or only those; then by closeness and weight.

    What stands in half of all SKUs drives nothing: it only counts where a rarer word has led.
    """
    kept = "" if is_active is None else f" AND {'' if is_active else 'NOT '}s.is_active"
    if only_most_terms:
        kept += " AND x.terms = (SELECT max(terms) FROM x)"
    sql = (
        "WITH x AS (SELECT sku_id, count(*) AS terms, sum(best) AS score"
        " FROM (SELECT w.sku_id, d.term, max(d.closeness * w.weight) AS best"
        f" FROM {_places()} (SELECT z.sku_id FROM catalog_skuword z WHERE {among('z.word', str)})"
        " GROUP BY w.sku_id, d.term) AS y GROUP BY sku_id)"
        " SELECT s.id AS sku_id, s.product_id, s.code AS sku, s.name, p.brand, s.base_unit AS unit, p.category_id,"
        " s.is_active, CAST(x.score AS bigint) AS score FROM x JOIN catalog_sku s ON s.id = x.sku_id"
        f" JOIN catalog_product p ON p.id = s.product_id WHERE true{kept}"
        f" ORDER BY x.terms DESC, x.score DESC, length(s.name), s.code LIMIT {limit:d}"
    )
    return Read(sql, (records_text(close), keys_text(drivers)), FoundSku)


def _places() -> str:
    """SQL for "the places `w` of the words `d` whose SKU is one of": word by word through the index.

    Without OFFSET 0 PostgreSQL walks all places instead; without the plus SQLite tries every word with every SKU.
    """
    if is_postgres():
        places = "SELECT sku_id, weight FROM catalog_skuword WHERE word = d.word OFFSET 0"
        return f"{records(TermWord)} CROSS JOIN LATERAL ({places}) AS w WHERE w.sku_id IN"
    return f"{records(TermWord)} CROSS JOIN catalog_skuword w WHERE w.word = d.word AND +w.sku_id IN"


def remove_unused_words() -> list[str]:
    unused = "NOT EXISTS (SELECT 1 FROM catalog_skuword w WHERE w.word = x.word)"
    return [f"DELETE FROM {table} AS x WHERE {unused}" for table in ("catalog_searchgram", "catalog_searchword")]
