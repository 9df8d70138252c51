from __future__ import annotations

from datetime import datetime

from django.db.models import F

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.catalog.editing import ProductChange, decide_edit
from kontor.catalog.models import SKU, Barcode, Product
from kontor.catalog.new_rows import NewRows
from kontor.catalog.operations.index_words import index_words
from kontor.catalog.operations.keep_versions import keep_versions
from kontor.catalog.product_rules import CodesInUse
from kontor.catalog.queries import product_detail
from kontor.catalog.queries.before_writing import codes_in_use, free_ids
from kontor.catalog.sql.new_rows import new_rows_writes
from kontor.catalog.types import EditedProduct, ProductDetail, ProductEdit
from kontor.kernel.errors import PreconditionFailed
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import write_all
from kontor.kernel.versions import write_version
from kontor.kernel.wire import RequestKey


def edit_product(
    *, product_id: int, version: int, edit: ProductEdit, actor: Actor, now: datetime, key: RequestKey | None = None
) -> EditedProduct:
    """Change what `edit` names, if the product still has the `version` it was read with; the rest stays.

    The version covers the SKUs, packs and barcodes, so no edit can be lost. An edit that changes nothing keeps it.
    Raises ProductNotFound, PreconditionFailed, ProductInvalid, SkuNotFound, CodeTaken, PackFactorFixed,
    BarcodeInvalid and BarcodeTaken.
    """
    return write_once(key, now, EditedProduct, lambda: _edit(product_id, version, edit, actor, now))


def _edit(product_id: int, version: int, edit: ProductEdit, actor: Actor, now: datetime) -> EditedProduct:
    product = product_detail(product_id=product_id, actor=actor)
    if product.version != version:
        raise PreconditionFailed(version=product.version)
    change = decide_edit(product, edit, _codes_in_use(edit))
    if not change.difference:
        return EditedProduct(product.id, product.code, version)
    _store(product_id, version, change)
    row = audit_row(
        action="product.edit", subject=f"catalog.product:{product_id}", diff=change.difference, actor=actor, now=now
    )
    write_all([*new_rows_writes(_new_rows(product, change)), *audit_writes([row])])
    index_words([product_id])
    keep_versions([product_id], actor=actor, now=now)
    return EditedProduct(product.id, product.code, version + 1)


def _codes_in_use(edit: ProductEdit) -> CodesInUse:
    return codes_in_use(
        skus=[sku.code for sku in edit.new_skus],
        packs=[
            *(pack for sku in edit.skus for pack in sku.packs),
            *(pack for sku in edit.new_skus for pack in sku.packs),
        ],
        tax_classes=[edit.tax_class] if isinstance(edit.tax_class, str) else [],
        categories=[edit.category_id] if isinstance(edit.category_id, int) else [],
    )


def _store(product_id: int, version: int, change: ProductChange) -> None:
    """The product's row first: its version guards everything below it. Raises PreconditionFailed."""
    write_version(Product.objects.filter(id=product_id), version=version, changes=change.columns)
    for sku in change.skus:
        if sku.columns or sku.packs or sku.barcodes or sku.removed:
            SKU.objects.filter(id=sku.sku_id).update(**sku.columns, version=F("version") + 1)
        if sku.removed:
            Barcode.objects.filter(pack__sku_id=sku.sku_id, code__in=sku.removed).delete()


def _new_rows(product: ProductDetail, change: ProductChange) -> NewRows:
    packs = sum(len(sku.packs) for sku in change.skus) + sum(len(sku.packs) for sku in change.new_skus)
    ids = free_ids(products=0, skus=len(change.new_skus), packs=packs)
    rows = NewRows([], [], [], [])
    for sku in change.skus:
        for pack in sku.packs:
            rows.add_pack(pack, sku_id=sku.sku_id, ids=ids)
        for more in sku.barcodes:
            rows.add_barcodes(more.codes, pack_id=more.pack_id)
    for draft in change.new_skus:
        rows.add_sku(draft, product_id=product.id, product_type=product.type, ids=ids)
    return rows
