from __future__ import annotations

from django.urls import path

from kontor.reporting import api

urlpatterns = [path("day-totals", api.DayTotalsView.as_view(), name="day-totals")]
