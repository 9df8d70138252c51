"""Who buys from which list over HTTP: customers and channels."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.kernel.errors import InvalidInput
from kontor.kernel.openapi import Query, operation
from kontor.kernel.views import ApiView
from kontor.kernel.wire import RequestKey, decode, if_match, optional_integer, request_key, respond
from kontor.organization.errors import BusinessUnknown
from kontor.parties.errors import CustomerNotFound
from kontor.pricing import queries
from kontor.pricing.errors import ChannelUnknown, ListInvalid, PriceListNotFound
from kontor.pricing.operations import assign_channel_list, assign_price_list
from kontor.pricing.types import ChannelAssignment, ChannelPrices, CustomerPrices, PriceListAssignment

_TAGS: Final = ["pricing"]


def _key(request: HttpRequest) -> RequestKey:
    return request_key(request, client_id=actor_of(request).id)


class CustomerPriceListView(ApiView):
    @operation(
        id="get_customer_price_list",
        summary="Which list a customer is given",
        tags=_TAGS,
        response=CustomerPrices,
        etag=True,
        answer=CustomerPrices(11, 2, 1),
        problems=[CustomerNotFound],
    )
    def get(self, request: HttpRequest, customer_id: int) -> HttpResponse:
        """Version 0: it was never given one."""
        found = queries.customer_prices(customer_id=customer_id, actor=actor_of(request))
        return respond(found, version=found.version)

    @operation(
        id="assign_price_list",
        summary="Say which list a customer is given",
        tags=_TAGS,
        request=PriceListAssignment,
        response=CustomerPrices,
        idempotent=True,
        if_match=True,
        example=PriceListAssignment(2),
        answer=CustomerPrices(11, 2, 1),
        problems=[CustomerNotFound, PriceListNotFound, ListInvalid],
    )
    def put(self, request: HttpRequest, customer_id: int) -> HttpResponse:
        """null: its channel's or the business's default list again. The first time, the version to send is 0."""
        assigned = assign_price_list(
            customer_id=customer_id,
            price_list_id=decode(request.body, PriceListAssignment).price_list_id,
            version=if_match(request),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(assigned, version=assigned.version)


class ChannelPriceListView(ApiView):
    @operation(
        id="get_channel_price_list",
        summary="Which list of a business a channel is given",
        tags=_TAGS,
        query=[Query("business_id", int, "The business that sells.", required=True)],
        response=ChannelPrices,
        etag=True,
        answer=ChannelPrices("TT", 1, 2, 1),
        problems=[ChannelUnknown, BusinessUnknown],
    )
    def get(self, request: HttpRequest, channel: str) -> HttpResponse:
        """Version 0: it was never given one."""
        business_id = optional_integer(request, "business_id")
        if business_id is None:
            raise InvalidInput("Say which business sells.", field="business_id")
        found = queries.channel_prices(channel=channel, business_id=business_id, actor=actor_of(request))
        return respond(found, version=found.version)

    @operation(
        id="assign_channel_price_list",
        summary="Say which list of a business a channel is given",
        tags=_TAGS,
        request=ChannelAssignment,
        response=ChannelPrices,
        idempotent=True,
        if_match=True,
        example=ChannelAssignment(1, 2),
        answer=ChannelPrices("TT", 1, 2, 1),
        problems=[ChannelUnknown, BusinessUnknown, PriceListNotFound, ListInvalid],
    )
    def put(self, request: HttpRequest, channel: str) -> HttpResponse:
        """For its customers without a list of their own, and for orders that name it. null: the default again."""
        assigned = assign_channel_list(
            channel=channel,
            assignment=decode(request.body, ChannelAssignment),
            version=if_match(request),
            actor=actor_of(request),
            now=timezone.now(),
            key=_key(request),
        )
        return respond(assigned, version=assigned.version)
