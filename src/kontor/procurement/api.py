"""Who delivers what: the products of a supplier, the suppliers of a product."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

from kontor.access.http import actor_of, call_of
from kontor.kernel.money import MoneyInvalid
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.text import TextInvalid
from kontor.kernel.views import ApiView
from kontor.kernel.wire import (
    Page,
    cursor,
    decode,
    if_match,
    optional_flag,
    optional_integer,
    page_size,
    respond,
    text,
)
from kontor.procurement import queries
from kontor.procurement.errors import SupplierItemInvalid, SupplierItemNotFound
from kontor.procurement.operations import edit_supplier_item, put_supplier_items, remove_supplier_item
from kontor.procurement.queries import SupplierItemFilter
from kontor.procurement.types import (
    PutSupplierItem,
    PutSupplierItems,
    SupplierItemDetail,
    SupplierItemEdit,
    SupplierItemPut,
    SupplierItemsPut,
    SupplierItemVersion,
)

_TAGS: Final = ["procurement"]
_PUT: Final = SupplierItemPut(
    supplier="MILL", sku="MAIZE-10KG", supplier_sku="M-10", pack="CASE", cost="96.50", currency="KES", lead_time_days=3
)
_ITEM: Final = SupplierItemDetail(
    id=12,
    supplier_id=5,
    supplier="MILL",
    supplier_name="Valley Mill",
    is_supplier_active=True,
    product_id=7,
    sku="MAIZE-10KG",
    name="Maize flour 10 kg",
    unit="EA",
    pack="CASE",
    pack_factor=4,
    supplier_sku="M-10",
    cost="96.50",
    currency="KES",
    lead_time_days=3,
    is_preferred=True,
    version=2,
)
_LIST: Final = (
    *PAGE,
    Query("supplier_id", int, "What this supplier delivers."),
    Query("supplier", str, "The same, by the supplier's code."),
    Query("product_id", int, "Who delivers this product, in any of its SKUs."),
    Query("sku", str, "Who delivers this SKU."),
    Query("preferred", bool, "true: only from whom a SKU is bought first."),
    Query("search", str, "The start of a SKU's code or of the supplier's own code, or a part of the SKU's name."),
)


class SupplierItemsView(ApiView):
    @operation(
        id="list_supplier_items",
        summary="Who delivers what",
        tags=_TAGS,
        query=_LIST,
        response=Page[SupplierItemDetail],
        answer=Page([_ITEM], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """The products of a supplier, the suppliers of a product or SKU, or all of them, by id."""
        wanted = SupplierItemFilter(
            supplier_id=optional_integer(request, "supplier_id"),
            supplier=text(request, "supplier"),
            product_id=optional_integer(request, "product_id"),
            sku=text(request, "sku"),
            is_preferred=optional_flag(request, "preferred"),
            search=text(request, "search"),
        )
        found = queries.list_supplier_items(
            actor=actor_of(request), wanted=wanted, after=cursor(request), limit=page_size(request)
        )
        return respond(found)


class PutSupplierItemsView(ApiView):
    @operation(
        id="put_supplier_items",
        summary="Say who delivers what, at what cost and how soon",
        tags=_TAGS,
        request=SupplierItemsPut,
        response=PutSupplierItems,
        idempotent=True,
        example=SupplierItemsPut((_PUT,)),
        answer=PutSupplierItems((PutSupplierItem("MILL", "MAIZE-10KG", "created", 12, 1),), 1, 0, 0, 0),
        problems=[SupplierItemInvalid],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Found by supplier and SKU: made, changed or left alone. A refused row keeps no other from being written."""
        call = call_of(request)
        rows = decode(request.body, SupplierItemsPut).items
        return respond(put_supplier_items(rows=rows, actor=call.actor, now=call.now, key=call.key))


class SupplierItemView(ApiView):
    @operation(
        id="get_supplier_item",
        summary="One product of one supplier",
        tags=_TAGS,
        response=SupplierItemDetail,
        etag=True,
        answer=_ITEM,
        problems=[SupplierItemNotFound],
    )
    def get(self, request: HttpRequest, item_id: int) -> HttpResponse:
        item = queries.supplier_item_detail(item_id=item_id, actor=actor_of(request))
        return respond(item, version=item.version)

    @operation(
        id="edit_supplier_item",
        summary="Change what a supplier delivers",
        tags=_TAGS,
        request=SupplierItemEdit,
        response=SupplierItemVersion,
        idempotent=True,
        if_match=True,
        example=SupplierItemEdit(cost="98", lead_time_days=5, is_preferred=True),
        answer=SupplierItemVersion(12, "MILL", "MAIZE-10KG", 3),
        problems=[SupplierItemNotFound, SupplierItemInvalid, TextInvalid, MoneyInvalid],
    )
    def patch(self, request: HttpRequest, item_id: int) -> HttpResponse:
        """Only what is sent is changed; `cost` is that of one pack."""
        call = call_of(request)
        edited = edit_supplier_item(
            item_id=item_id,
            version=if_match(request),
            edit=decode(request.body, SupplierItemEdit),
            actor=call.actor,
            now=call.now,
            key=call.key,
        )
        return respond(edited, version=edited.version)

    @operation(
        id="remove_supplier_item",
        summary="Say that a supplier delivers something no more",
        tags=_TAGS,
        response=SupplierItemVersion,
        idempotent=True,
        if_match=True,
        answer=SupplierItemVersion(12, "MILL", "MAIZE-10KG", 3),
        problems=[SupplierItemNotFound],
    )
    def delete(self, request: HttpRequest, item_id: int) -> HttpResponse:
        """The audit trail keeps what it was. No other supplier becomes the preferred one by itself."""
        call = call_of(request)
        removed = remove_supplier_item(
            item_id=item_id, version=if_match(request), actor=call.actor, now=call.now, key=call.key
        )
        return respond(removed, version=removed.version)
