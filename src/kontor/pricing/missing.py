"""What is said where there is no price: for which pack, on which lists and which day it was looked for. Pure."""

from __future__ import annotations

from datetime import date

from kontor.pricing.types import PriceListTerms


def no_price(sku: str, pack: str, terms: PriceListTerms, on: date) -> str:
    """One sentence without its full stop, for the caller to go on with what may be done."""
    if terms.own_list_id is None:
        return f"{sku} has no price per {pack} on the price list {terms.code} on {on}"
    return f"{sku} has no price per {pack} on {on}, neither on the price list {terms.own_list_code} nor on {terms.code}"


def no_rate(sku: str, on: date) -> str:
    return f"{sku}: its tax class has no rate on {on}; set one from that day on."


def no_list(on: date) -> str:
    return f"The business has no price list for this on {on}; make one and set it as the default first."
