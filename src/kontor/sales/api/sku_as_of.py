"""A SKU's price, cost and quantity at any instant."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.inventory.answers import CostAt
from kontor.kernel.errors import InvalidInput
from kontor.kernel.openapi import Query, operation
from kontor.kernel.query_string import optional_choice
from kontor.kernel.views import ApiView
from kontor.kernel.wire import optional_instant, respond
from kontor.pricing.types import PriceAsOf
from kontor.sales.errors import ProductUnknown
from kontor.sales.queries.sku_as_of import sku_as_of
from kontor.sales.types import SkuAsOf

_AT: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_QUERY: Final = [
    Query("at", datetime, "The instant; now without it."),
    Query("basis", str, "known: by what was recorded until then. believed: by all that is recorded today."),
]
_PRICE: Final = PriceAsOf(
    "RETAIL", "sale", "KES", "CASE", 12, "0", "31.20", date(2026, 1, 1), None, datetime(2025, 12, 20, 8, 0, tzinfo=UTC)
)


class SkuAsOfView(ApiView):
    @operation(
        id="sku_as_of",
        summary="A SKU's price, cost and quantity at any instant",
        tags=["pricing"],
        query=_QUERY,
        response=SkuAsOf,
        answer=SkuAsOf("OIL-1L", _AT, "known", 236, [_PRICE], [CostAt("NAIROBI-MAIN", 236, 48, 188, "2.00", "472.00")]),
        problems=[ProductUnknown],
    )
    def get(self, request: HttpRequest, sku: str) -> HttpResponse:
        """The prices that held on each list, and what was where at which cost, null for whom costs are hidden."""
        basis = optional_choice(request, "basis", ("known", "believed")) or "known"
        at = optional_instant(request, "at") or timezone.now()
        if not 1970 <= at.year <= 9998:
            raise InvalidInput("at lies beyond all reckoning.", field="at")
        return respond(sku_as_of(sku=sku, at=at, is_known=basis == "known", actor=actor_of(request)))
