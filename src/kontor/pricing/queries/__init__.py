from kontor.pricing.queries.sku_terms import gather, price_lists_read, sku_terms_read

__all__ = ["gather", "price_lists_read", "sku_terms_read"]
