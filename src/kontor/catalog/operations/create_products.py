from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.catalog.errors import ProductInvalid
from kontor.catalog.new_rows import new_rows
from kontor.catalog.operations.index_words import index_words
from kontor.catalog.operations.keep_versions import keep_versions
from kontor.catalog.product_rules import CodesInUse, checked_product
from kontor.catalog.queries.before_writing import codes_in_use, free_ids
from kontor.catalog.sql.new_rows import new_rows_writes
from kontor.catalog.types import CreatedProducts, ProductDraft
from kontor.kernel.row_checks import check_rows
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import write_all
from kontor.kernel.wire import RequestKey

MOST_PRODUCTS: Final = 5_000


def create_products(
    *, drafts: Sequence[ProductDraft], actor: Actor, now: datetime, key: RequestKey | None = None
) -> CreatedProducts:
    """Take every product with its SKUs, packs and barcodes, or none; in a constant number of statements.

    Codes are trimmed and case-sensitive. Every SKU gets its base pack. Raises the one row's own error, or RowsInvalid
    or RowsConflict naming every refused row; ProductInvalid for more than 5,000 rows. The same key answers the same.
    """
    if not 1 <= len(drafts) <= MOST_PRODUCTS:
        raise ProductInvalid(f"Send 1 to {MOST_PRODUCTS} products at a time.")
    return write_once(key, now, CreatedProducts, lambda: _create(drafts, actor, now))


def _create(drafts: Sequence[ProductDraft], actor: Actor, now: datetime) -> CreatedProducts:
    in_use = _codes_in_use(drafts)
    checked = check_rows(drafts, lambda draft: checked_product(draft, in_use))
    packs = [len(sku.packs) for draft in checked for sku in draft.skus]
    ids = free_ids(products=len(checked), skus=len(packs), packs=sum(packs))
    rows = new_rows(checked, ids, in_use.tax_classes)
    audit = [
        audit_row(
            action="product.create",
            subject=f"catalog.product:{row.id}",
            diff={"code": (None, row.code), "name": (None, row.name), "skus": (None, [sku.code for sku in draft.skus])},
            actor=actor,
            now=now,
        )
        for row, draft in zip(rows.products, checked, strict=True)
    ]
    write_all([*new_rows_writes(rows), *audit_writes(audit)])
    index_words([row.id for row in rows.products])
    keep_versions([row.id for row in rows.products], actor=actor, now=now)
    return CreatedProducts(rows.created())


def _codes_in_use(drafts: Sequence[ProductDraft]) -> CodesInUse:
    skus = [sku for draft in drafts for sku in draft.skus]
    return codes_in_use(
        products=[draft.code for draft in drafts],
        skus=[sku.code for sku in skus],
        packs=[pack for sku in skus for pack in sku.packs],
        tax_classes=[draft.tax_class for draft in drafts],
        categories=[draft.category_id for draft in drafts if draft.category_id is not None],
    )
