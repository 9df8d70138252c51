from __future__ import annotations

from django.urls import path

from kontor.pricing import api

urlpatterns = [
    path("price-lists", api.PriceListsView.as_view(), name="price-lists"),
    path("price-lists/<int:price_list_id>", api.PriceListView.as_view(), name="price-list"),
    path("price-lists/<int:price_list_id>/prices", api.PricesView.as_view(), name="prices"),
    path("prices/put", api.PutPricesView.as_view(), name="put-prices"),
    path("customers/<int:customer_id>/price-list", api.CustomerPriceListView.as_view(), name="customer-price-list"),
    path("channels/<str:channel>/price-list", api.ChannelPriceListView.as_view(), name="channel-price-list"),
    path("quote", api.QuoteView.as_view(), name="quote"),
    path("tax-rates", api.TaxRatesView.as_view(), name="tax-rates"),
]
