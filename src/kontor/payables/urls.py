from __future__ import annotations

from django.urls import path

from kontor.payables import api

urlpatterns = [
    path("supplier-balances", api.SupplierBalancesView.as_view(), name="supplier-balances"),
    path("supplier-balances/totals", api.BalanceTotalsView.as_view(), name="supplier-balance-totals"),
    path("suppliers/<int:supplier_id>/statement", api.SupplierStatementView.as_view(), name="supplier-statement"),
    path("supplier-entries", api.SupplierEntriesView.as_view(), name="supplier-entries"),
    path("supplier-entries/<int:entry_id>", api.SupplierEntryView.as_view(), name="supplier-entry"),
    path(
        "supplier-entries/<int:entry_id>/reverse", api.ReverseSupplierEntryView.as_view(), name="reverse-supplier-entry"
    ),
]
