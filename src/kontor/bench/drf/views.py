"""Two lists as ModelSerializers over prefetched instances give them, in the shape of ours."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kontor.bench.drf.models import Order, OrderLine, StockLevel


class LineSerializer(serializers.ModelSerializer[OrderLine]):
    sku = serializers.CharField(source="sku.code")
    name = serializers.CharField(source="sku.name")
    pack = serializers.CharField(source="pack_code")

    class Meta:
        model = OrderLine
        fields: ClassVar = [
            "position", "sku", "name", "pack", "quantity", "quantity_base", "reserved_base", "shipped_base",
            "unit_price", "net", "tax",
        ]  # fmt: skip


class OrderSerializer(serializers.ModelSerializer[Order]):
    branch = serializers.CharField(source="branch.code")
    location = serializers.CharField(source="location.code")
    customer = serializers.CharField(source="customer.code")
    customer_name = serializers.CharField(source="customer.name")
    lines = LineSerializer(many=True)

    class Meta:
        model = Order
        fields: ClassVar = [
            "id", "number", "branch", "location", "customer", "customer_name", "lifecycle", "hold", "hold_reason",
            "fulfillment", "is_billed", "priority", "currency", "net", "tax", "total", "line_count", "source",
            "external_reference", "ordered_at", "business_date", "wanted_on", "version", "custom", "lines",
        ]  # fmt: skip


class StockSerializer(serializers.ModelSerializer[StockLevel]):
    sku = serializers.CharField(source="sku.code")
    name = serializers.CharField(source="sku.name")
    unit = serializers.CharField(source="sku.base_unit")
    location = serializers.CharField(source="location.code")
    location_kind = serializers.CharField(source="location.kind")
    branch = serializers.CharField(source="location.branch.code")

    class Meta:
        model = StockLevel
        fields: ClassVar = [
            "sku", "name", "unit", "location", "location_kind", "branch", "on_hand", "reserved", "available",
            "reorder_point", "reorder_quantity", "is_low", "average_cost", "value",
        ]  # fmt: skip


class OrdersView(APIView):
    def get(self, request: Request) -> Response:
        orders = Order.objects.select_related("branch", "location", "customer").prefetch_related("lines__sku")
        if cursor := request.GET.get("cursor"):
            orders = orders.filter(id__lt=cursor)
        return _page(OrderSerializer, orders.order_by("-id"), request)


class StockView(APIView):
    """Pages of one location, where a SKU stands once, so that its code says where a page begins."""

    def get(self, request: Request) -> Response:
        levels = StockLevel.objects.filter(location__code=request.GET["location"])
        levels = levels.select_related("sku", "location__branch").order_by("sku__code", "id")
        if cursor := request.GET.get("cursor"):
            last = StockLevel.objects.select_related("sku").get(id=cursor)
            levels = levels.filter(sku__code__gt=last.sku.code)
        return _page(StockSerializer, levels, request)


def _page(serializer: Any, rows: QuerySet[Any], request: Request) -> Response:
    limit = int(request.GET["limit"])
    shown = list(rows[: limit + 1])
    more = str(shown[limit - 1].id) if len(shown) > limit else None
    return Response({"items": serializer(shown[:limit], many=True).data, "next_cursor": more})
