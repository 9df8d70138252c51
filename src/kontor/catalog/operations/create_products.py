from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.catalog.errors import ProductInvalid
from kontor.catalog.gtin import gtin14
from kontor.catalog.new_rows import FreeIds, NewRows, new_rows
from kontor.catalog.product_rules import CodesInUse, checked_product
from kontor.catalog.sql.codes import (
    category_ids_read,
    gtins_read,
    product_codes_read,
    skus_read,
    tax_classes_read,
)
from kontor.catalog.types import CreatedProducts, ProductDraft
from kontor.kernel.row_checks import check_rows
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import Write, insert, next_ids, read_all, write_all
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
    rows = new_rows(checked, _free_ids(checked), in_use.tax_classes)
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
    write_all([*_writes(rows), *audit_writes(audit)])
    return CreatedProducts(rows.created())


def _free_ids(drafts: Sequence[ProductDraft]) -> FreeIds:
    packs = [len(sku.packs) for draft in drafts for sku in draft.skus]
    products, skus, pack_ids = read_all(
        [
            next_ids("catalog_product", len(drafts)),
            next_ids("catalog_sku", len(packs)),
            next_ids("catalog_pack", sum(packs)),
        ]
    )
    return FreeIds(*(iter([row.id for row in rows]) for rows in (products, skus, pack_ids)))


def _writes(rows: NewRows) -> list[Write]:
    barcodes = [insert("catalog_barcode", rows.barcodes, name="barcodes")] if rows.barcodes else []
    return [
        insert("catalog_product", rows.products, name="products"),
        insert("catalog_sku", rows.skus, name="skus"),
        insert("catalog_pack", rows.packs, name="packs"),
        *barcodes,
    ]


def _codes_in_use(drafts: Sequence[ProductDraft]) -> CodesInUse:
    skus = [sku for draft in drafts for sku in draft.skus]
    barcodes = {code.strip() for sku in skus for pack in sku.packs for code in pack.barcodes}
    products, taken_skus, gtins, tax_classes, categories = read_all(
        [
            product_codes_read({draft.code.strip() for draft in drafts}),
            skus_read({sku.code.strip() for sku in skus}),
            gtins_read({gtin14(code) for code in barcodes}),
            tax_classes_read({draft.tax_class for draft in drafts}),
            category_ids_read({draft.category_id for draft in drafts if draft.category_id is not None}),
        ]
    )
    return CodesInUse(
        tax_classes={row.code: row.id for row in tax_classes},
        category_ids={row.id for row in categories},
        products={row.code for row in products},
        skus={row.code for row in taken_skus},
        gtins={row.code for row in gtins},
    )
