from __future__ import annotations

from django.urls import path

from kontor.backoffice.pages import (
    adjustments,
    home,
    order_form,
    orders,
    profile,
    signing,
    stock,
    styleguide,
    suggesting,
    transfers,
)
from kontor.backoffice.pages.order_steps import STEPS

urlpatterns = [
    path("", home.today, name="home"),
    path("sign-in", signing.enter, name="sign-in"),
    path("sign-out", signing.leave, name="sign-out"),
    path("profile", profile.profile, name="profile"),
    path("styleguide", styleguide.styleguide, name="styleguide"),
    path("orders", orders.orders, name="page-orders"),
    path("orders/new", order_form.new_order, name="page-order-new"),
    path("orders/<int:order_id>", orders.order, name="page-order"),
    *(
        path(f"orders/<int:order_id>/{step}", orders.take_step, {"step": step}, name=f"page-order-{step}")
        for step in STEPS
    ),
    path("suggest/customers", suggesting.customers, name="page-suggest-customers"),
    path("suggest/products", suggesting.products, name="page-suggest-products"),
    path("stock", stock.stock, name="page-stock"),
    path("stock/movements", stock.movements, name="page-movements"),
    path("stock/adjustments", adjustments.adjustments, name="page-adjustments"),
    path("stock/adjustments/new", adjustments.new_adjustment, name="page-adjustment-new"),
    path("stock/adjustments/<int:adjustment_id>", adjustments.adjustment, name="page-adjustment"),
    path("stock/adjustments/<int:adjustment_id>/approve", adjustments.approve, name="page-adjustment-approve"),
    path("stock/adjustments/<int:adjustment_id>/reject", adjustments.reject, name="page-adjustment-reject"),
    path("stock/transfers", transfers.transfers, name="page-transfers"),
    path("stock/transfers/new", transfers.new_transfer, name="page-transfer-new"),
    path("stock/transfers/<int:transfer_id>", transfers.transfer, name="page-transfer"),
    path("stock/transfers/<int:transfer_id>/receive", transfers.receive, name="page-transfer-receive"),
    path("products/<path:sku>", stock.product, name="page-product"),
]
