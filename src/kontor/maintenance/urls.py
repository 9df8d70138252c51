from __future__ import annotations

from django.urls import path

from kontor.maintenance import api

urlpatterns = [
    path("custom-fields/<str:kind>/misfits", api.MisfitsView.as_view(), name="custom-field-misfits"),
]
