"""Erasing who a customer was, once none of its orders is open."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from kontor.access.http import call_of
from kontor.kernel.openapi import operation
from kontor.kernel.views import ApiView
from kontor.kernel.wire import if_match, known_id, respond
from kontor.parties.errors import CustomerListed, CustomerNotFound
from kontor.parties.types import PartyVersion
from kontor.sales.errors import CustomerHasOrders
from kontor.sales.operations import erase_customer


class PseudonymizeCustomerView(ApiView):
    @operation(
        id="pseudonymize_customer",
        summary="Erase who a customer was",
        tags=["parties"],
        response=PartyVersion,
        idempotent=True,
        if_match=True,
        answer=PartyVersion(11, "CSTD0001", False, 3),
        problems=[CustomerNotFound, CustomerListed, CustomerHasOrders],
    )
    def post(self, request: HttpRequest, customer_id: int) -> HttpResponse:
        """Name, address, phone, e-mail and tax pin are erased for good; code, ids and documents stay.

        The customer must be delisted, and none of its orders open. It cannot be changed or relisted afterwards.
        """
        erased = erase_customer(
            customer_id=known_id(customer_id), version=if_match(request), **call_of(request)._asdict()
        )
        return respond(erased, version=erased.version)
