from kontor.pricing.queries.price_history import prices_as_believed, prices_as_known
from kontor.pricing.queries.price_lists import (
    channel_prices,
    customer_prices,
    list_price_lists,
    list_prices,
    list_tax_rates,
    price_list_detail,
    prices_in,
)
from kontor.pricing.queries.quotes import list_for, quote
from kontor.pricing.queries.sku_terms import (
    TermsRow,
    gather,
    is_wide,
    learns_wide,
    named_lists_read,
    price_lists_read,
    sku_terms_read,
    terms_on_lists_read,
)

__all__ = [
    "TermsRow",
    "channel_prices",
    "customer_prices",
    "gather",
    "is_wide",
    "learns_wide",
    "list_for",
    "list_price_lists",
    "list_prices",
    "list_tax_rates",
    "named_lists_read",
    "price_list_detail",
    "price_lists_read",
    "prices_as_believed",
    "prices_as_known",
    "prices_in",
    "quote",
    "sku_terms_read",
    "terms_on_lists_read",
]
