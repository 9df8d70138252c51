from __future__ import annotations

from django.urls import path

from kontor.alerts import api

urlpatterns = [
    path("alerts", api.AlertsView.as_view(), name="alerts"),
    path("alerts/<int:alert_id>/resolve", api.ResolveView.as_view(), name="alert-resolve"),
]
