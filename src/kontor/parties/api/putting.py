"""Lists kept elsewhere, put in as they are: new codes are added, others changed, each row with its verdict."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.kernel.openapi import operation
from kontor.kernel.views import ApiView
from kontor.kernel.wire import RequestKey, decode, request_key, respond
from kontor.parties.errors import PartyInvalid
from kontor.parties.operations import put_areas, put_customers, put_suppliers
from kontor.parties.schemas import AreasPut, CustomersPut, SuppliersPut
from kontor.parties.types import AreaPut, CustomerPut, PutItem, PutParties, PutRules, SupplierPut

_TAGS: Final = ["parties"]
_ANSWER: Final = PutParties((PutItem("LOC0001", "created", 7, 1),), 1, 0, 0, 0)


def _key(request: HttpRequest) -> RequestKey:
    return request_key(request, client_id=actor_of(request).id)


class PutAreasView(ApiView):
    @operation(
        id="put_areas",
        summary="Put in a list of areas",
        tags=_TAGS,
        request=AreasPut,
        response=PutParties,
        idempotent=True,
        example=AreasPut((AreaPut("LOC0001", "South", "Edo", "Benin", "Auchi"),)),
        answer=_ANSWER,
        problems=[PartyInvalid],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Found by code: made, renamed, moved or left alone; what stands above is made on the way."""
        rows = decode(request.body, AreasPut).items
        return respond(put_areas(rows=rows, actor=actor_of(request), now=timezone.now(), key=_key(request)))


class PutCustomersView(ApiView):
    @operation(
        id="put_customers",
        summary="Put in a list of customers",
        tags=_TAGS,
        request=CustomersPut,
        response=PutParties,
        idempotent=True,
        example=CustomersPut((CustomerPut("CSTD0001", "Corner Shop", area="LOC0001", payment_terms="net_30"),)),
        answer=_ANSWER,
        problems=[PartyInvalid],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Found by code: made, changed or left alone. A refused row keeps no other from being written.

        A row that names an area or a channel not known here is refused, unless `unknown_areas` or `unknown_channels`
        say otherwise; its `notes` then tell what was done.
        """
        sent = decode(request.body, CustomersPut)
        put = put_customers(
            rows=sent.items,
            rules=PutRules(sent.unknown_areas, sent.unknown_channels, sent.missing_names),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(put)


class PutSuppliersView(ApiView):
    @operation(
        id="put_suppliers",
        summary="Put in a list of suppliers",
        tags=_TAGS,
        request=SuppliersPut,
        response=PutParties,
        idempotent=True,
        example=SuppliersPut((SupplierPut("MILL", "Valley Mill", payment_terms="net_15"),)),
        answer=_ANSWER,
        problems=[PartyInvalid],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Found by code: made, changed or left alone. A refused row keeps no other from being written."""
        rows = decode(request.body, SuppliersPut).items
        return respond(put_suppliers(rows=rows, actor=actor_of(request), now=timezone.now(), key=_key(request)))
