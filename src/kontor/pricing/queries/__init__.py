from kontor.pricing.queries.price_lists import list_price_lists, list_prices, list_tax_rates, price_list_detail
from kontor.pricing.queries.quotes import list_for, quote
from kontor.pricing.queries.sku_terms import gather, named_lists_read, price_lists_read, sku_terms_read

__all__ = [
    "gather",
    "list_for",
    "list_price_lists",
    "list_prices",
    "list_tax_rates",
    "named_lists_read",
    "price_list_detail",
    "price_lists_read",
    "quote",
    "sku_terms_read",
]
