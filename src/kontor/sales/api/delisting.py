"""Delisting customers, with what is still open with them."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

from kontor.access.http import call_of
from kontor.kernel.openapi import operation
from kontor.kernel.text import TextInvalid
from kontor.kernel.views import ApiView
from kontor.kernel.wire import decode, if_match, respond
from kontor.parties.errors import CustomerNotFound, PartyInvalid
from kontor.parties.listing_types import CustomerChange, CustomerRef, Delisting
from kontor.parties.schemas import CustomersChanged
from kontor.parties.types import PutItem
from kontor.sales.delisting import ChangedCustomers, DelistedCustomer, OpenSum, open_orders
from kontor.sales.operations import change_customers, delist_customer

_TAGS: Final = ["parties"]
_OPEN: Final = open_orders([OpenSum(11, "KES", 3, 1, 1_284_000)], {11: "CSTD0001"})


class DelistCustomerView(ApiView):
    @operation(
        id="delist_customer",
        summary="Take no more orders from a customer",
        tags=_TAGS,
        request=Delisting,
        response=DelistedCustomer,
        idempotent=True,
        if_match=True,
        example=Delisting("Shop closed"),
        answer=DelistedCustomer(11, "CSTD0001", False, 2, _OPEN),
        problems=[CustomerNotFound, TextInvalid],
    )
    def post(self, request: HttpRequest, customer_id: int) -> HttpResponse:
        """The customer's history and what it owes stay; who delisted it, when, why and its row are kept.

        `warnings` tell how many of its orders are still open, in whatever branch, and what they come to.
        """
        delisted = delist_customer(
            customer_id=customer_id,
            version=if_match(request),
            reason=decode(request.body, Delisting).reason,
            **call_of(request)._asdict(),
        )
        return respond(delisted, version=delisted.version)


class ChangeCustomersView(ApiView):
    @operation(
        id="change_customers",
        summary="Change many customers at once",
        tags=_TAGS,
        request=CustomersChanged,
        response=ChangedCustomers,
        idempotent=True,
        example=CustomersChanged(
            customers=(CustomerRef(11), CustomerRef(12, 3)), is_active=False, reason="Shop closed"
        ),
        answer=ChangedCustomers(
            (PutItem("CSTD0001", "updated", 11, 2), PutItem("CSTD0002", "unchanged", 12, 3)), 0, 1, 1, 0, _OPEN
        ),
        problems=[PartyInvalid, TextInvalid],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Delist, relist, or set channel, area or payment terms; each customer gets its verdict.

        Of those delisted, `warnings` name each that still has open orders.
        """
        sent = decode(request.body, CustomersChanged)
        change = CustomerChange(sent.is_active, sent.reason, sent.channel, sent.area, sent.payment_terms)
        return respond(change_customers(customers=sent.customers, change=change, **call_of(request)._asdict()))
