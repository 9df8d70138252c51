from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.row_checks import RowsConflict, RowsInvalid
from kontor.kernel.text import TextInvalid
from kontor.kernel.views import ApiView
from kontor.kernel.wire import (
    Page,
    RequestKey,
    cursor,
    decode,
    if_match,
    optional_flag,
    page_size,
    request_key,
    respond,
    text,
)
from kontor.parties import queries
from kontor.parties.errors import CodeTaken, PartyInvalid, SupplierNotFound
from kontor.parties.operations import create_suppliers, edit_supplier
from kontor.parties.queries import SupplierFilter
from kontor.parties.schemas import NewSuppliers
from kontor.parties.terms import PAYMENT_TERMS
from kontor.parties.types import (
    CreatedParties,
    PartyVersion,
    SupplierDraft,
    SupplierEdit,
    SupplierItem,
)

_TAGS: Final = ["parties"]
_DRAFT: Final = SupplierDraft("MILL", "Valley Mill", "Mill Lane 1", "+254722222222")
_VERSION: Final = PartyVersion(5, "MILL", True, 1)
_ITEM: Final = SupplierItem(5, "MILL", "Valley Mill", "Mill Lane 1", "+254722222222", "", "", True, 1)


def _key(request: HttpRequest) -> RequestKey:
    return request_key(request, client_id=actor_of(request).id)


class SuppliersView(ApiView):
    @operation(
        id="list_suppliers",
        summary="Suppliers",
        tags=_TAGS,
        query=[
            Query("search", str, "The start of a code, or a part of a name."),
            Query("payment_terms", str, "When its bills are due.", choices=PAYMENT_TERMS),
            Query("active", bool, "false: those no longer bought from."),
            *PAGE,
        ],
        response=Page[SupplierItem],
        answer=Page([_ITEM], None),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = SupplierFilter(
            search=text(request, "search"),
            payment_terms=text(request, "payment_terms") or None,
            is_active=optional_flag(request, "active"),
        )
        found = queries.list_suppliers(
            actor=actor_of(request), wanted=wanted, after=cursor(request), limit=page_size(request)
        )
        return respond(found)

    @operation(
        id="create_supplier",
        summary="Add a supplier",
        tags=_TAGS,
        request=SupplierDraft,
        response=PartyVersion,
        status=201,
        idempotent=True,
        etag=True,
        example=_DRAFT,
        answer=_VERSION,
        problems=[TextInvalid, PartyInvalid, CodeTaken],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        drafts = [decode(request.body, SupplierDraft)]
        created = create_suppliers(drafts=drafts, actor=actor_of(request), now=timezone.now(), key=_key(request))
        return respond(created.items[0], status=201, version=created.items[0].version)


class SupplierBatchView(ApiView):
    @operation(
        id="create_suppliers",
        summary="Add many suppliers at once",
        tags=_TAGS,
        request=NewSuppliers,
        response=CreatedParties,
        status=201,
        idempotent=True,
        example=NewSuppliers((_DRAFT,)),
        answer=CreatedParties((_VERSION,)),
        problems=[RowsInvalid, RowsConflict, TextInvalid, PartyInvalid, CodeTaken],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """All are taken or none; a refusal's `rows` name every row that is wrong, and why."""
        drafts = decode(request.body, NewSuppliers).items
        created = create_suppliers(drafts=drafts, actor=actor_of(request), now=timezone.now(), key=_key(request))
        return respond(created, status=201)


class SupplierView(ApiView):
    @operation(
        id="get_supplier",
        summary="One supplier",
        tags=_TAGS,
        response=SupplierItem,
        etag=True,
        answer=_ITEM,
        problems=[SupplierNotFound],
    )
    def get(self, request: HttpRequest, supplier_id: int) -> HttpResponse:
        supplier = queries.supplier_detail(supplier_id=supplier_id, actor=actor_of(request))
        return respond(supplier, version=supplier.version)

    @operation(
        id="edit_supplier",
        summary="Change a supplier",
        tags=_TAGS,
        request=SupplierEdit,
        response=PartyVersion,
        idempotent=True,
        if_match=True,
        example=SupplierEdit(payment_terms="net_15"),
        answer=PartyVersion(5, "MILL", True, 2),
        problems=[SupplierNotFound, TextInvalid, PartyInvalid],
    )
    def patch(self, request: HttpRequest, supplier_id: int) -> HttpResponse:
        """Only what is sent is changed."""
        edited = edit_supplier(
            supplier_id=supplier_id,
            version=if_match(request),
            edit=decode(request.body, SupplierEdit),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(edited, version=edited.version)
