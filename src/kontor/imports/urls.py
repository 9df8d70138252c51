from __future__ import annotations

from django.urls import path

from kontor.imports.api import ImportsView

urlpatterns = [path("imports/<slug:kind>", ImportsView.as_view(), name="imports")]
