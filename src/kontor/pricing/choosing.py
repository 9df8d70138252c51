"""Which list somebody buys from. Pure.

Of the lists that hold on the day the first counts: the one the customer was given, the channel's, the business's
default. Before all of them comes the list made for the customer alone: it holds what was agreed, and what it does not
price costs what the other list says. Otherwise an order is of one list: what that does not price, the customer is not
sold.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from kontor.pricing.types import PriceListTerms

OWN: Final = 0
ASSIGNED: Final = 1
CHANNEL: Final = 2
DEFAULT: Final = 3


def chosen_list(
    lists: Sequence[PriceListTerms], *, business_id: int, customer: str | None, on: date, channel: str | None = None
) -> PriceListTerms | None:
    """The list of the business for a customer on a day; None where there is none.

    `channel`: the code of the channel that the order names; None: the customer's.
    """
    found: dict[int, PriceListTerms] = {}
    for terms in lists:
        if terms.business_id == business_id and _holds(terms, on) and _is_for(terms, customer, channel):
            found[terms.rank] = terms
    own = found.pop(OWN, None)
    if not found:
        return own
    chosen = found[min(found)]
    if own is None:
        return chosen
    if own.is_tax_inclusive != chosen.is_tax_inclusive:
        return own  # prices with and without tax do not stand in one document
    return msgspec.structs.replace(chosen, own_list_id=own.price_list_id, own_list_code=own.code)


def _holds(terms: PriceListTerms, on: date) -> bool:
    return (terms.valid_from is None or terms.valid_from <= on) and (
        terms.valid_until is None or terms.valid_until >= on
    )


def _is_for(terms: PriceListTerms, customer: str | None, channel: str | None) -> bool:
    if terms.rank == DEFAULT:
        return True
    if terms.rank == CHANNEL and channel is not None:
        return terms.channel == channel
    return customer is not None and terms.customer == customer
