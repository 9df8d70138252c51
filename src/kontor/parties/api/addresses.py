from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.text import TextInvalid
from kontor.kernel.views import ApiView
from kontor.kernel.wire import (
    Page,
    RequestKey,
    cursor,
    decode,
    if_match,
    page_size,
    request_key,
    respond,
    text,
)
from kontor.parties import queries
from kontor.parties.address_types import AddressDraft, AddressEdit, AddressItem, AddressVersion
from kontor.parties.errors import AddressNotFound, CustomerErased, CustomerNotFound, PartyInvalid
from kontor.parties.operations import add_address, edit_address, remove_address
from kontor.parties.terms import ADDRESS_KINDS

_TAGS: Final = ["parties"]
_HERE: Final = (Decimal("6.335045"), Decimal("5.603747"))
_DRAFT: Final = AddressDraft(
    "delivery", "Harbour Road 1", "Back gate", city="Auchi", area="LOC0001", latitude=_HERE[0], longitude=_HERE[1]
)
_ITEM: Final = AddressItem(
    9, 11, "delivery", "Back gate", "Harbour Road 1", "", "Auchi", "LOC0001", "", "", *_HERE, True, False, 1
)

_VERSION: Final = AddressVersion(9, "delivery", True, False, 1)


def _key(request: HttpRequest) -> RequestKey:
    return request_key(request, client_id=actor_of(request).id)


class AddressesView(ApiView):
    @operation(
        id="list_addresses",
        summary="A customer's addresses",
        tags=_TAGS,
        query=[Query("kind", str, "Only those of this kind.", choices=ADDRESS_KINDS), *PAGE],
        response=Page[AddressItem],
        answer=Page([_ITEM], None),
    )
    def get(self, request: HttpRequest, customer_id: int) -> HttpResponse:
        found = queries.list_addresses(
            customer_id=customer_id,
            actor=actor_of(request),
            kind=text(request, "kind"),
            after=cursor(request),
            limit=page_size(request),
        )
        return respond(found)

    @operation(
        id="add_address",
        summary="Add an address to a customer",
        tags=_TAGS,
        request=AddressDraft,
        response=AddressVersion,
        status=201,
        idempotent=True,
        etag=True,
        example=_DRAFT,
        answer=_VERSION,
        problems=[CustomerNotFound, CustomerErased, TextInvalid, PartyInvalid],
    )
    def post(self, request: HttpRequest, customer_id: int) -> HttpResponse:
        """The first of its kind is the default one; a later one is when it says so."""
        address = add_address(
            customer_id=customer_id,
            draft=decode(request.body, AddressDraft),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(address, status=201, version=address.version)


class AddressView(ApiView):
    @operation(
        id="get_address",
        summary="One address of a customer",
        tags=_TAGS,
        response=AddressItem,
        etag=True,
        answer=_ITEM,
        problems=[AddressNotFound],
    )
    def get(self, request: HttpRequest, customer_id: int, address_id: int) -> HttpResponse:
        address = queries.address_detail(customer_id=customer_id, address_id=address_id, actor=actor_of(request))
        return respond(address, version=address.version)

    @operation(
        id="edit_address",
        summary="Change an address of a customer",
        tags=_TAGS,
        request=AddressEdit,
        response=AddressVersion,
        idempotent=True,
        if_match=True,
        example=AddressEdit(phone="+254711111111", is_default=True),
        answer=AddressVersion(9, "delivery", True, False, 2),
        problems=[CustomerNotFound, CustomerErased, AddressNotFound, TextInvalid, PartyInvalid],
    )
    def patch(self, request: HttpRequest, customer_id: int, address_id: int) -> HttpResponse:
        """Documents keep the text they were written with."""
        address = edit_address(
            customer_id=customer_id,
            address_id=address_id,
            version=if_match(request),
            edit=decode(request.body, AddressEdit),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(address, version=address.version)

    @operation(
        id="remove_address",
        summary="Remove an address of a customer",
        tags=_TAGS,
        response=AddressVersion,
        idempotent=True,
        if_match=True,
        answer=AddressVersion(9, "delivery", False, True, 2),
        problems=[CustomerNotFound, CustomerErased, AddressNotFound],
    )
    def delete(self, request: HttpRequest, customer_id: int, address_id: int) -> HttpResponse:
        """It is offered no more; the oldest one left of its kind takes over being the default."""
        address = remove_address(
            customer_id=customer_id,
            address_id=address_id,
            version=if_match(request),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(address, version=address.version)
