from __future__ import annotations

from django.urls import path

from kontor.customization import api

urlpatterns = [
    path("custom-fields", api.CustomSchemasView.as_view(), name="custom-fields"),
    path("custom-fields/<str:kind>", api.CustomSchemaView.as_view(), name="custom-fields-of"),
    path("custom-fields/<str:kind>/versions", api.SchemaVersionsView.as_view(), name="custom-field-versions"),
]
