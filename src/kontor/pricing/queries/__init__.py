from kontor.pricing.queries.sku_terms import (
    PackTerms,
    PriceListTerms,
    SkuTerms,
    gather,
    price_lists_read,
    sku_terms_read,
)

__all__ = ["PackTerms", "PriceListTerms", "SkuTerms", "gather", "price_lists_read", "sku_terms_read"]
