"""Categories and tax classes, the short lists that products are sorted into."""

from __future__ import annotations

from kontor.access.types import Actor
from kontor.catalog.errors import CategoryNotFound
from kontor.catalog.models import Category, TaxClass
from kontor.catalog.tax_types import TAX_TYPES
from kontor.catalog.types import CategoryItem, CodeName, ProductCodes, TaxClassItem
from kontor.catalog.units import PACKAGING_UNITS, QUANTITY_UNITS
from kontor.kernel.listing import page_of
from kontor.kernel.wire import Page


def list_categories(*, actor: Actor, after: int | None = None, limit: int = 50) -> Page[CategoryItem]:
    """Categories by ascending id. One query."""
    rows = Category.objects.filter(id__gt=after or 0).order_by("id").values_list("id", "name", "parent_id", "version")
    return page_of([CategoryItem(*row) for row in rows[: limit + 1]], limit)


def list_tax_classes(*, actor: Actor, after: int | None = None, limit: int = 50) -> Page[TaxClassItem]:
    """Tax classes by ascending id. One query."""
    rows = TaxClass.objects.filter(id__gt=after or 0).order_by("id").values_list("id", "code", "name", "tax_type")
    return page_of([TaxClassItem(*row) for row in rows[: limit + 1]], limit)


def category_detail(*, category_id: int, actor: Actor) -> CategoryItem:
    """One query. Raises CategoryNotFound."""
    row = Category.objects.filter(id=category_id).values_list("id", "name", "parent_id", "version").first()
    if row is None:
        raise CategoryNotFound(f"There is no category {category_id}.")
    return CategoryItem(*row)


def product_codes(*, actor: Actor) -> ProductCodes:
    """The codes a product may have, by code. No query: they are the tax office's."""
    lists = (PACKAGING_UNITS, QUANTITY_UNITS, TAX_TYPES)
    return ProductCodes(*(tuple(CodeName(code, name) for code, name in sorted(known.items())) for known in lists))
