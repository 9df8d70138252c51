from __future__ import annotations

from collections.abc import Sequence

from kontor.catalog.search_words import is_tolerant, weighed_words
from kontor.catalog.sql.search import (
    SkuText,
    SkuWord,
    new_word_writes,
    sku_barcodes,
    sku_texts,
    sku_word_writes,
    words_before,
    words_known,
)
from kontor.kernel.statements import read_all, read_rows, write_all


def index_words(product_ids: Sequence[int]) -> None:
    """Let the SKUs of these products be found by what they are called now; in the transaction that changed them.

    A constant number of statements; what is as it was is not written.
    """
    texts, barcodes, before = read_all([sku_texts(product_ids), sku_barcodes(product_ids), words_before(product_ids)])
    codes: dict[int, list[str]] = {}
    for row in barcodes:
        codes.setdefault(row.sku_id, []).append(row.code)
    wanted = {row for text in texts for row in _words(text, codes.get(text.id, []))}
    there = set(before)
    put = sorted(wanted - there, key=_place)
    kept = {(row.word, row.sku_id) for row in wanted}
    gone = sorted((row for row in there if (row.word, row.sku_id) not in kept), key=_place)
    words = {row.word for row in put}
    fresh = words - {row.word for row in read_rows(words_known(words))} if words else set()
    writes = new_word_writes(sorted(fresh), [word for word in fresh if is_tolerant(word)]) if fresh else []
    writes += sku_word_writes(gone, put)
    if writes:
        write_all(writes)


def _words(text: SkuText, barcodes: Sequence[str]) -> list[SkuWord]:
    words = weighed_words(
        codes=(text.code, text.product_code),
        names=(text.name, text.product_name),
        brand=text.brand,
        description=text.description,
        barcodes=barcodes,
    )
    return [SkuWord(word, text.id, weight) for word, weight in words.items()]


def _place(row: SkuWord) -> tuple[str, int]:
    return row.word, row.sku_id
