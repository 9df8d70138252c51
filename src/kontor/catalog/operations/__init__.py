from kontor.catalog.operations.create_category import create_category
from kontor.catalog.operations.create_products import create_products
from kontor.catalog.operations.create_tax_class import create_tax_class
from kontor.catalog.operations.edit_category import edit_category
from kontor.catalog.operations.edit_product import edit_product
from kontor.catalog.operations.put_products import put_products
from kontor.catalog.operations.rebuild_search import rebuild_search
from kontor.catalog.operations.remake_images import remake_images
from kontor.catalog.operations.set_category_image import set_category_image
from kontor.catalog.operations.set_sku_active import set_sku_active

__all__ = [
    "create_category",
    "create_products",
    "create_tax_class",
    "edit_category",
    "edit_product",
    "put_products",
    "rebuild_search",
    "remake_images",
    "set_category_image",
    "set_sku_active",
]
