from __future__ import annotations

from django.urls import path

from kontor.parties.api import addresses, areas, channels, customers, listings, putting, suppliers, territories

urlpatterns = [
    path("areas", areas.AreasView.as_view(), name="areas"),
    path("areas/<int:area_id>", areas.AreaView.as_view(), name="area"),
    path("areas/put", putting.PutAreasView.as_view(), name="put-areas"),
    path("customers/put", putting.PutCustomersView.as_view(), name="put-customers"),
    path("suppliers/put", putting.PutSuppliersView.as_view(), name="put-suppliers"),
    path("customers", customers.CustomersView.as_view(), name="customers"),
    path("customers/batch", customers.CustomerBatchView.as_view(), name="customer-batch"),
    path("customers/<int:customer_id>", customers.CustomerView.as_view(), name="customer"),
    path("customers/<int:customer_id>/relist", listings.RelistCustomerView.as_view(), name="relist-customer"),
    path("customers/<int:customer_id>/listings", listings.ListingsView.as_view(), name="customer-listings"),
    path("customers/<int:customer_id>/addresses", addresses.AddressesView.as_view(), name="customer-addresses"),
    path(
        "customers/<int:customer_id>/addresses/<int:address_id>",
        addresses.AddressView.as_view(),
        name="customer-address",
    ),
    path("suppliers", suppliers.SuppliersView.as_view(), name="suppliers"),
    path("suppliers/<int:supplier_id>", suppliers.SupplierView.as_view(), name="supplier"),
    path("suppliers/batch", suppliers.SupplierBatchView.as_view(), name="supplier-batch"),
    path("channels", channels.ChannelsView.as_view(), name="channels"),
    path("channels/<int:channel_id>", channels.ChannelView.as_view(), name="channel"),
    path("territory-managers", territories.ManagersView.as_view(), name="territory-managers"),
    path("territory-managers/put", territories.PutManagersView.as_view(), name="put-territory-managers"),
    path("shippers", territories.ShippersView.as_view(), name="shippers"),
    path("shippers/put", territories.PutShippersView.as_view(), name="put-shippers"),
    path("shippers/suggestion", territories.ShipperSuggestionView.as_view(), name="shipper-suggestion"),
]
