from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from kontor.bench.drf.views import OrdersView, StockView


def _ready(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ready")


urlpatterns = [
    path("readyz", _ready),
    path("api/v1/sales-orders", OrdersView.as_view()),
    path("api/v1/stock", StockView.as_view()),
]
