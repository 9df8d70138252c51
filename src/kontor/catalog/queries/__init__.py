from kontor.catalog.queries.classes import category_detail, list_categories, list_tax_classes, product_codes
from kontor.catalog.queries.codes import (
    PackFound,
    pack_of_barcode,
    packs_by_barcode,
    packs_of_skus,
    sku_ids_by_code,
    tax_class_ids_by_code,
)
from kontor.catalog.queries.history import list_product_versions, product_as_of
from kontor.catalog.queries.images import category_image, image_file
from kontor.catalog.queries.products import ProductFilter, list_products, product_detail
from kontor.catalog.queries.search import search_categories, search_products, sku_ids_found

__all__ = [
    "PackFound",
    "ProductFilter",
    "category_detail",
    "category_image",
    "image_file",
    "list_categories",
    "list_product_versions",
    "list_products",
    "list_tax_classes",
    "pack_of_barcode",
    "packs_by_barcode",
    "packs_of_skus",
    "product_as_of",
    "product_codes",
    "product_detail",
    "search_categories",
    "search_products",
    "sku_ids_by_code",
    "sku_ids_found",
    "tax_class_ids_by_code",
]
