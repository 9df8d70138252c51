from __future__ import annotations

from django.urls import path

from kontor.procurement import api

urlpatterns = [
    path("supplier-items", api.SupplierItemsView.as_view(), name="supplier-items"),
    path("supplier-items/put", api.PutSupplierItemsView.as_view(), name="put-supplier-items"),
    path("supplier-items/<int:item_id>", api.SupplierItemView.as_view(), name="supplier-item"),
]
