from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.catalog.errors import ProductInvalid
from kontor.catalog.operations.index_words import index_words
from kontor.catalog.operations.keep_versions import keep_versions
from kontor.catalog.putting import Put, decide_puts
from kontor.catalog.queries.before_writing import free_ids, known_before
from kontor.catalog.rows import CategoryRow
from kontor.catalog.sql.new_rows import new_rows_writes
from kontor.catalog.sql.putting import update_write
from kontor.catalog.types import ProductPut, ProductVerdict, PutProducts
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import Write, insert, write_all
from kontor.kernel.wire import RequestKey

MOST_PRODUCTS: Final = 5_000
_FIXED_OF_PRODUCT: Final = frozenset({"id", "code", "type"})
_FIXED_OF_SKU: Final = frozenset({"id", "code", "product_id", "base_unit", "is_stocked"})


def put_products(
    *,
    rows: Sequence[ProductPut],
    actor: Actor,
    now: datetime,
    key: RequestKey | None = None,
    dry_run: bool = False,
    make_categories: bool = False,
) -> PutProducts:
    """Make the products whose code is new, each with one SKU of its code, and change those that differ.

    Every row gets its verdict; a refused one keeps no other from being written, and the same rows again change
    nothing. Packs and barcodes are added, never taken away. A constant number of statements. With `make_categories` a
    category that is missing is made with what stands above it. `dry_run` gives the verdicts and writes nothing; its
    new products have no id. Raises ProductInvalid for more than 5,000 rows.
    """
    if not 1 <= len(rows) <= MOST_PRODUCTS:
        raise ProductInvalid(f"Send 1 to {MOST_PRODUCTS} products at a time.")
    return write_once(key, now, PutProducts, lambda: _put(rows, actor, now, dry_run, make_categories))


def _put(rows: Sequence[ProductPut], actor: Actor, now: datetime, dry_run: bool, make_categories: bool) -> PutProducts:
    known = known_before(rows, make_categories=make_categories)
    new = len({row.code.strip() for row in rows} - known.products.keys())
    paths = [tuple(name.strip() for name in row.category) for row in rows if isinstance(row.category, tuple)]
    packs = len(rows) + sum(len(row.packs) for row in rows)
    ids = free_ids(products=new, skus=new, packs=packs, categories=known.categories.missing(paths))
    known.categories.ids = ids.categories
    put = decide_puts(rows, known, ids)
    made = known.categories.made
    if dry_run:
        return msgspec.structs.replace(put.answer(len(made)), items=tuple(map(_without_new_id, put.items)))
    if put.diffs:
        write_all([*_writes(put, made), *audit_writes(_audit(put, made, actor, now))])
        index_words(list(put.diffs))
        keep_versions(list(put.diffs), actor=actor, now=now)
    return put.answer(len(made))


def _writes(put: Put, made: Sequence[CategoryRow]) -> list[Write]:
    writes = [insert("catalog_category", made)] if made else []
    writes += new_rows_writes(put.fresh)
    if put.products:
        writes.append(update_write("catalog_product", put.products, fixed=_FIXED_OF_PRODUCT))
    if put.skus:
        writes.append(update_write("catalog_sku", put.skus, fixed=_FIXED_OF_SKU))
    return writes


def _audit(put: Put, made: Sequence[CategoryRow], actor: Actor, now: datetime) -> list[Any]:
    rows = [
        audit_row(
            action="category.create",
            subject=f"catalog.category:{row.id}",
            diff={"name": (None, row.name), "parent_id": (None, row.parent_id)},
            actor=actor,
            now=now,
        )
        for row in made
    ]
    rows += [
        audit_row(action="product.put", subject=f"catalog.product:{id_}", diff=diff, actor=actor, now=now)
        for id_, diff in put.diffs.items()
    ]
    return rows


def _without_new_id(item: ProductVerdict) -> ProductVerdict:
    return msgspec.structs.replace(item, id=None, version=None) if item.verdict == "created" else item
