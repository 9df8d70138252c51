"""What writing products reads first: the codes in use and the ids to come, for any number of products at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kontor.catalog.gtin import gtin14
from kontor.catalog.new_rows import FreeIds
from kontor.catalog.product_rules import CodesInUse
from kontor.catalog.sql.codes import (
    category_ids_read,
    gtins_read,
    product_codes_read,
    skus_read,
    tax_classes_read,
)
from kontor.catalog.types import PackDraft
from kontor.kernel.statements import Id, next_ids, read_all


def codes_in_use(
    *,
    products: Iterable[str] = (),
    skus: Iterable[str] = (),
    packs: Iterable[PackDraft] = (),
    tax_classes: Iterable[str] = (),
    categories: Iterable[int] = (),
) -> CodesInUse:
    """Which of these stand in the catalog already; codes as sent, not yet trimmed. One round trip on PostgreSQL."""
    barcodes = {code.strip() for pack in packs for code in pack.barcodes}
    found_products, found_skus, gtins, classes, found_categories = read_all(
        [
            product_codes_read({code.strip() for code in products}),
            skus_read({code.strip() for code in skus}),
            gtins_read({gtin14(code) for code in barcodes}),
            tax_classes_read(set(tax_classes)),
            category_ids_read(set(categories)),
        ]
    )
    return CodesInUse(
        tax_classes={row.code: row.id for row in classes},
        category_ids={row.id for row in found_categories},
        products={row.code for row in found_products},
        skus={row.code for row in found_skus},
        gtins={row.code for row in gtins},
    )


def free_ids(*, products: int, skus: int, packs: int) -> FreeIds:
    """So many fresh ids of each; inside the transaction that uses them."""
    wanted = {"catalog_product": products, "catalog_sku": skus, "catalog_pack": packs}
    asked = [table for table, count in wanted.items() if count]
    found = dict(zip(asked, read_all([next_ids(table, wanted[table]) for table in asked]), strict=True))
    ids = [_ids(found.get(table, ())) for table in wanted]
    return FreeIds(*map(iter, ids))


def _ids(rows: Sequence[Id]) -> list[int]:
    return [row.id for row in rows]
