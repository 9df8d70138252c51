from __future__ import annotations

from datetime import datetime

from django.db.models import F

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.catalog.editing import KnownForEdit, ProductChange, decide_edit
from kontor.catalog.gtin import gtin14
from kontor.catalog.models import SKU, Barcode, Product
from kontor.catalog.queries import product_detail
from kontor.catalog.rows import BarcodeRow, PackRow
from kontor.catalog.sql.codes import category_ids_read, gtins_read, tax_classes_read
from kontor.catalog.types import EditedProduct, ProductEdit
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import Write, insert, next_ids, read_all, read_rows, write_all
from kontor.kernel.versions import write_version
from kontor.kernel.wire import RequestKey


def edit_product(
    *, product_id: int, version: int, edit: ProductEdit, actor: Actor, now: datetime, key: RequestKey | None = None
) -> EditedProduct:
    """Change what `edit` names, if the product still has the `version` it was read with; the rest stays.

    The version covers the SKUs, packs and barcodes, so no edit can be lost. An edit that changes nothing keeps it.
    Raises ProductNotFound, PreconditionFailed, ProductInvalid, SkuNotFound, PackFactorFixed, BarcodeInvalid and
    BarcodeTaken.
    """
    return write_once(key, now, EditedProduct, lambda: _edit(product_id, version, edit, actor, now))


def _edit(product_id: int, version: int, edit: ProductEdit, actor: Actor, now: datetime) -> EditedProduct:
    product = product_detail(product_id=product_id, actor=actor)
    if product.version != version:
        raise PreconditionFailed(version=product.version)
    change = decide_edit(product, edit, _known(edit))
    if not change.difference:
        return EditedProduct(product.id, product.code, version)
    _store(product_id, version, change)
    row = audit_row(
        action="product.edit", subject=f"catalog.product:{product_id}", diff=change.difference, actor=actor, now=now
    )
    write_all([*_added(change), *audit_writes([row])])
    return EditedProduct(product.id, product.code, version + 1)


def _known(edit: ProductEdit) -> KnownForEdit:
    tax_classes = [edit.tax_class] if isinstance(edit.tax_class, str) else []
    categories = [edit.category_id] if isinstance(edit.category_id, int) else []
    barcodes = {code.strip() for sku in edit.skus for pack in sku.packs for code in pack.barcodes}
    classes, found, gtins = read_all(
        [
            tax_classes_read(tax_classes),
            category_ids_read(categories),
            gtins_read({gtin14(code) for code in barcodes}),
        ]
    )
    return KnownForEdit({row.code: row.id for row in classes}, {row.id for row in found}, {row.code for row in gtins})


def _store(product_id: int, version: int, change: ProductChange) -> None:
    """The product's row first: its version guards everything below it. Raises PreconditionFailed."""
    write_version(Product.objects.filter(id=product_id), version=version, changes=change.columns)
    for sku in change.skus:
        if sku.columns or sku.packs or sku.barcodes or sku.removed:
            SKU.objects.filter(id=sku.sku_id).update(**sku.columns, version=F("version") + 1)
        if sku.removed:
            Barcode.objects.filter(pack__sku_id=sku.sku_id, code__in=sku.removed).delete()


def _added(change: ProductChange) -> list[Write]:
    wanted = [(sku, pack) for sku in change.skus for pack in sku.packs]
    ids = read_rows(next_ids("catalog_pack", len(wanted))) if wanted else []
    packs = [PackRow(row.id, sku.sku_id, pack.code, pack.factor) for row, (sku, pack) in zip(ids, wanted, strict=True)]
    barcodes = [BarcodeRow(code, row.id) for row, (_, pack) in zip(ids, wanted, strict=True) for code in pack.barcodes]
    barcodes += [BarcodeRow(code, more.pack_id) for sku in change.skus for more in sku.barcodes for code in more.codes]
    return [
        *([insert("catalog_pack", packs, name="packs")] if packs else []),
        *([insert("catalog_barcode", barcodes, name="barcodes")] if barcodes else []),
    ]
