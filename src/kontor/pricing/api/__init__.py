from kontor.pricing.api.assignments import ChannelPriceListView, CustomerPriceListView
from kontor.pricing.api.price_lists import PriceListsView, PriceListView, PricesView, PutPricesView
from kontor.pricing.api.quotes import QuoteView, TaxRatesView

__all__ = [
    "ChannelPriceListView",
    "CustomerPriceListView",
    "PriceListView",
    "PriceListsView",
    "PricesView",
    "PutPricesView",
    "QuoteView",
    "TaxRatesView",
]
