from kontor.pricing.operations.assign_price_list import assign_price_list
from kontor.pricing.operations.create_price_list import create_price_list
from kontor.pricing.operations.set_prices import set_prices
from kontor.pricing.operations.set_tax_rate import set_tax_rate

__all__ = ["assign_price_list", "create_price_list", "set_prices", "set_tax_rate"]
