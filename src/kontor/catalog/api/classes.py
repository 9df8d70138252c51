from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.catalog import queries
from kontor.catalog.errors import CategoryCycle, CategoryNotFound, CategoryTaken, CodeTaken, ProductInvalid
from kontor.catalog.operations import create_category, create_tax_class, edit_category
from kontor.catalog.types import (
    CategoryDraft,
    CategoryEdit,
    CategoryItem,
    CodeName,
    ProductCodes,
    TaxClassDraft,
    TaxClassItem,
)
from kontor.kernel.openapi import PAGE, operation
from kontor.kernel.text import TextInvalid
from kontor.kernel.views import ApiView
from kontor.kernel.wire import Page, RequestKey, cursor, decode, if_match, page_size, request_key, respond

_TAGS: Final = ["catalog"]
_CATEGORY: Final = CategoryItem(3, "Oils", 1, 1)
_TAX_CLASS: Final = TaxClassItem(2, "B", "Standard rate", "B")


def _key(request: HttpRequest) -> RequestKey:
    return request_key(request, client_id=actor_of(request).id)


class CategoriesView(ApiView):
    @operation(
        id="list_categories",
        summary="Categories",
        tags=_TAGS,
        query=PAGE,
        response=Page[CategoryItem],
        answer=Page([_CATEGORY], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """A tree: `parent_id` is null at the top."""
        found = queries.list_categories(actor=actor_of(request), after=cursor(request), limit=page_size(request))
        return respond(found)

    @operation(
        id="create_category",
        summary="Add a category",
        tags=_TAGS,
        request=CategoryDraft,
        response=CategoryItem,
        status=201,
        idempotent=True,
        etag=True,
        example=CategoryDraft("Oils", 1),
        answer=_CATEGORY,
        problems=[TextInvalid, CategoryNotFound, CategoryTaken],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        draft = decode(request.body, CategoryDraft)
        category = create_category(draft=draft, actor=actor_of(request), now=timezone.now(), key=_key(request))
        return respond(category, status=201, version=category.version)


class CategoryView(ApiView):
    @operation(
        id="get_category",
        summary="One category",
        tags=_TAGS,
        response=CategoryItem,
        etag=True,
        answer=_CATEGORY,
        problems=[CategoryNotFound],
    )
    def get(self, request: HttpRequest, category_id: int) -> HttpResponse:
        category = queries.category_detail(category_id=category_id, actor=actor_of(request))
        return respond(category, version=category.version)

    @operation(
        id="edit_category",
        summary="Rename or move a category",
        tags=_TAGS,
        request=CategoryEdit,
        response=CategoryItem,
        idempotent=True,
        if_match=True,
        example=CategoryEdit(parent_id=None),
        answer=CategoryItem(3, "Oils", None, 2),
        problems=[TextInvalid, CategoryNotFound, CategoryTaken, CategoryCycle],
    )
    def patch(self, request: HttpRequest, category_id: int) -> HttpResponse:
        """Everything below it moves along; it cannot move below itself."""
        category = edit_category(
            category_id=category_id,
            version=if_match(request),
            edit=decode(request.body, CategoryEdit),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(category, version=category.version)


class TaxClassesView(ApiView):
    @operation(
        id="list_tax_classes",
        summary="Tax classes",
        tags=_TAGS,
        query=PAGE,
        response=Page[TaxClassItem],
        answer=Page([_TAX_CLASS], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """Their dated rates stand under tax-rates."""
        found = queries.list_tax_classes(actor=actor_of(request), after=cursor(request), limit=page_size(request))
        return respond(found)

    @operation(
        id="create_tax_class",
        summary="Add a tax class",
        tags=_TAGS,
        request=TaxClassDraft,
        response=TaxClassItem,
        status=201,
        idempotent=True,
        example=TaxClassDraft("B", "Standard rate", "B"),
        answer=_TAX_CLASS,
        problems=[TextInvalid, ProductInvalid, CodeTaken],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """It has no rate yet: set one before its products are sold."""
        draft = decode(request.body, TaxClassDraft)
        tax_class = create_tax_class(draft=draft, actor=actor_of(request), now=timezone.now(), key=_key(request))
        return respond(tax_class, status=201)


class ProductCodesView(ApiView):
    @operation(
        id="get_product_codes",
        summary="Packaging units, quantity units and tax types",
        tags=_TAGS,
        response=ProductCodes,
        answer=ProductCodes((CodeName("CT", "Carton"),), (CodeName("U", "Piece"),), (CodeName("A", "Exempt"),)),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """The codes a product may have, each with its name."""
        return respond(queries.product_codes(actor=actor_of(request)))
