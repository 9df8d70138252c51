from __future__ import annotations

from kontor.kernel.errors import Conflict, InvalidInput, NotFound


class LineInvalid(InvalidInput):
    """A quantity, factor, price, discount or rate outside its range; `line` is its index, counted from 0."""

    code = "line_invalid"
    title = "A line cannot be priced as it is"


class DiscountTooLarge(InvalidInput):
    code = "discount_too_large"
    title = "The discount is larger than what it is taken from"


class AmountTooLarge(InvalidInput):
    code = "amount_too_large"
    title = "The amount is larger than Kontor counts in one document"


class PriceTooLarge(InvalidInput):
    code = "price_too_large"
    title = "The price is larger than Kontor counts"


class PriceListNotFound(NotFound):
    code = "price_list_not_found"
    title = "There is no such price list for you"


class CodeTaken(Conflict):
    code = "code_taken"
    title = "This code is in use"


class DefaultTaken(Conflict):
    code = "default_taken"
    title = "The business has a default price list already"


class ListInvalid(InvalidInput):
    code = "price_list_invalid"
    title = "The price list cannot be accepted as it is"


class ListsOverlap(Conflict):
    code = "price_lists_overlap"
    title = "Two lists of one customer would hold on the same day"


class CustomerUnknown(InvalidInput):
    code = "customer_unknown"
    title = "There is no such customer"


class ChannelUnknown(NotFound):
    code = "channel_unknown"
    title = "There is no such channel"


class PriceInvalid(InvalidInput):
    code = "price_invalid"
    title = "The price cannot be accepted as it is"


class TaxRateInvalid(InvalidInput):
    code = "tax_rate_invalid"
    title = "The tax rate cannot be accepted as it is"


class PriceMissing(Conflict):
    """Nothing can be sold without a price: the caller must not make one up."""

    code = "price_missing"
    title = "There is no price for this"


class PriceBelowCost(InvalidInput):
    code = "price_below_cost"
    title = "The price is below what the goods cost to buy"


class PricesOverlap(InvalidInput):
    code = "prices_overlap"
    title = "Two prices would hold on the same day"
