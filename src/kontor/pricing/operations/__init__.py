from kontor.pricing.operations.assign_channel_list import assign_channel_list
from kontor.pricing.operations.assign_price_list import assign_price_list
from kontor.pricing.operations.create_price_list import create_price_list
from kontor.pricing.operations.create_priced_product import create_priced_product
from kontor.pricing.operations.edit_price_list import edit_price_list
from kontor.pricing.operations.put_prices import put_prices
from kontor.pricing.operations.set_prices import set_prices
from kontor.pricing.operations.set_tax_rate import set_tax_rate

__all__ = [
    "assign_channel_list",
    "assign_price_list",
    "create_price_list",
    "create_priced_product",
    "edit_price_list",
    "put_prices",
    "set_prices",
    "set_tax_rate",
]
