"""What writing products reads first: the codes in use and the ids to come, for any number of products at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kontor.catalog.category_paths import CategoryPaths
from kontor.catalog.gtin import gtin14
from kontor.catalog.new_rows import FreeIds
from kontor.catalog.product_rules import CodesInUse
from kontor.catalog.putting import Known
from kontor.catalog.rows import PackRow
from kontor.catalog.sql.codes import (
    category_ids_read,
    gtins_read,
    product_codes_read,
    skus_read,
    tax_classes_read,
)
from kontor.catalog.sql.putting import (
    all_categories,
    barcode_places,
    packs_before,
    products_before,
    skus_before,
)
from kontor.catalog.types import PackDraft, ProductPut
from kontor.customization.document_kinds import PRODUCT
from kontor.customization.queries import newest_schema_read
from kontor.kernel.ids import Id, next_ids
from kontor.kernel.statements import read_all


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
    found_products, found_skus, gtins, classes, found_categories, schemas = read_all(
        [
            product_codes_read({code.strip() for code in products}),
            skus_read({code.strip() for code in skus}),
            gtins_read({gtin14(code) for code in barcodes}),
            tax_classes_read(set(tax_classes)),
            category_ids_read(set(categories)),
            newest_schema_read(PRODUCT),
        ]
    )
    return CodesInUse(
        tax_classes={row.code: row.id for row in classes},
        category_ids={row.id for row in found_categories},
        products={row.code for row in found_products},
        skus={row.code for row in found_skus},
        gtins={row.code for row in gtins},
        custom_schema=next(iter(schemas), None),
    )


def known_before(rows: Sequence[ProductPut], *, make_categories: bool) -> Known:
    """What the catalog holds of everything that `rows` name. One round trip on PostgreSQL."""
    codes = {row.code.strip() for row in rows}
    barcodes = {code.strip() for row in rows for code in row.barcodes}
    barcodes |= {code.strip() for row in rows for pack in row.packs for code in pack.barcodes}
    products, skus, packs, places, classes, categories, schemas = read_all(
        [
            products_before(codes),
            skus_before(codes),
            packs_before(codes),
            barcode_places({gtin14(code) for code in barcodes}),
            tax_classes_read({row.tax_class for row in rows if isinstance(row.tax_class, str)}),
            all_categories(),
            newest_schema_read(PRODUCT),
        ]
    )
    packs_of: dict[int, dict[str, PackRow]] = {}
    for pack in packs:
        packs_of.setdefault(pack.sku_id, {})[pack.code] = pack
    return Known(
        products={row.code: row for row in products},
        skus={row.code: row for row in skus},
        skus_of=Counter(row.product_id for row in skus),
        packs=packs_of,
        barcodes={row.gtin: (row.sku, row.pack) for row in places},
        tax_classes={row.code: row.id for row in classes},
        categories=CategoryPaths(categories, may_make=make_categories),
        custom_schema=next(iter(schemas), None),
    )


def free_ids(*, products: int, skus: int, packs: int, categories: int = 0) -> FreeIds:
    """So many fresh ids of each; inside the transaction that uses them."""
    wanted = {
        "catalog_product": products,
        "catalog_sku": skus,
        "catalog_pack": packs,
        "catalog_category": categories,
    }
    asked = [table for table, count in wanted.items() if count]
    found = dict(zip(asked, read_all([next_ids(table, wanted[table]) for table in asked]), strict=True))
    ids = [_ids(found.get(table, ())) for table in wanted]
    return FreeIds(*map(iter, ids))


def _ids(rows: Sequence[Id]) -> list[int]:
    return [row.id for row in rows]
