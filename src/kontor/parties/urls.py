from __future__ import annotations

from django.urls import path

from kontor.parties.api import customers, putting, suppliers

urlpatterns = [
    path("areas", putting.AreasView.as_view(), name="areas"),
    path("areas/put", putting.PutAreasView.as_view(), name="put-areas"),
    path("customers/put", putting.PutCustomersView.as_view(), name="put-customers"),
    path("suppliers/put", putting.PutSuppliersView.as_view(), name="put-suppliers"),
    path("customers", customers.CustomersView.as_view(), name="customers"),
    path("customers/batch", customers.CustomerBatchView.as_view(), name="customer-batch"),
    path("customers/<int:customer_id>", customers.CustomerView.as_view(), name="customer"),
    path("customers/<int:customer_id>/delist", customers.DelistCustomerView.as_view(), name="delist-customer"),
    path("customers/<int:customer_id>/relist", customers.RelistCustomerView.as_view(), name="relist-customer"),
    path("suppliers", suppliers.SuppliersView.as_view(), name="suppliers"),
    path("suppliers/batch", suppliers.SupplierBatchView.as_view(), name="supplier-batch"),
    path("channels", suppliers.ChannelsView.as_view(), name="channels"),
]
