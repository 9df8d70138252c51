from kontor.catalog.queries.classes import category_detail, list_categories, list_tax_classes
from kontor.catalog.queries.codes import (
    PackFound,
    pack_of_barcode,
    packs_by_barcode,
    packs_of_skus,
    sku_ids_by_code,
    tax_class_ids_by_code,
)
from kontor.catalog.queries.products import ProductFilter, list_products, product_detail

__all__ = [
    "PackFound",
    "ProductFilter",
    "category_detail",
    "list_categories",
    "list_products",
    "list_tax_classes",
    "pack_of_barcode",
    "packs_by_barcode",
    "packs_of_skus",
    "product_detail",
    "sku_ids_by_code",
    "tax_class_ids_by_code",
]
