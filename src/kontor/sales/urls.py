from __future__ import annotations

from django.urls import path

from kontor.sales import api

urlpatterns = [
    path("skus/<path:sku>/as-of", api.SkuAsOfView.as_view(), name="sku-as-of"),
    path("sales-orders", api.OrdersView.as_view(), name="sales-orders"),
    path("sales-orders/summary", api.OrderSummaryView.as_view(), name="sales-orders-summary"),
    path("sales-orders/outstanding", api.OutstandingOrdersView.as_view(), name="sales-orders-outstanding"),
    path("sales-orders/status-mapping", api.StatusMappingView.as_view(), name="sales-orders-status-mapping"),
    path("sales-orders/batch", api.OrderBatchView.as_view(), name="sales-orders-batch"),
    path("sales-orders/batch/confirm", api.ConfirmBatchView.as_view(), name="sales-orders-batch-confirm"),
    path("sales-orders/batch/ship", api.ShipBatchView.as_view(), name="sales-orders-batch-ship"),
    path("sales-orders/<int:order_id>", api.OrderView.as_view(), name="sales-order"),
    path("sales-orders/<int:order_id>/lines/by-sku/<path:sku>", api.OrderSkuView.as_view(), name="sales-order-sku"),
    path("sales-orders/<int:order_id>/submit", api.SubmitView.as_view(), name="sales-order-submit"),
    path("sales-orders/<int:order_id>/confirm", api.ConfirmView.as_view(), name="sales-order-confirm"),
    path("sales-orders/<int:order_id>/ship", api.ShipView.as_view(), name="sales-order-ship"),
    path("sales-orders/<int:order_id>/bill", api.BillView.as_view(), name="sales-order-bill"),
    path("sales-orders/<int:order_id>/cancel", api.CancelView.as_view(), name="sales-order-cancel"),
    path("sales-orders/<int:order_id>/reprice", api.RepriceView.as_view(), name="sales-order-reprice"),
    path("sales-orders/<int:order_id>/release-hold", api.ReleaseHoldView.as_view(), name="sales-order-release-hold"),
    path("sales-reversals", api.ReversalsView.as_view(), name="sales-reversals"),
    path("customers/change", api.ChangeCustomersView.as_view(), name="change-customers"),
    path("customers/<int:customer_id>/delist", api.DelistCustomerView.as_view(), name="delist-customer"),
    path(
        "customers/<int:customer_id>/pseudonymize",
        api.PseudonymizeCustomerView.as_view(),
        name="pseudonymize-customer",
    ),
]
