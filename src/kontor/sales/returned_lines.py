"""What a reversal brings back and is worth. Pure.

A line of a known sale comes back at what it was sold for: its share of the line's amount, so that returning all of it
in any number of parts adds up to the line exactly. A return without a known sale is priced as it says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from kontor.kernel.money import micros_from_decimal, round_half_away
from kontor.kernel.wire import base_units
from kontor.kernel.wire import quantity as decimal
from kontor.pricing.calculation import price_lines
from kontor.pricing.missing import no_price, no_rate
from kontor.pricing.types import LineToPrice, PriceListTerms, SkuTerms
from kontor.sales.errors import OrderInvalid, PriceMissing, ProductUnknown, TransitionRefused
from kontor.sales.facts import ReturnedBefore
from kontor.sales.types import LineState, ReversalLine


class ReturnedLine(msgspec.Struct, frozen=True):
    """One line of a reversal, valued. `quantity_base` is positive."""

    order_line_id: int | None
    sku_id: int
    is_stocked: bool
    quantity_base: int
    unit_price_micros: int
    net_minor: int
    tax_minor: int


def returned_of_order(
    wanted: Sequence[ReversalLine],
    lines: Sequence[LineState],
    before: Mapping[int, ReturnedBefore],
    number: str,
) -> list[ReturnedLine]:
    """The lines of a sale that come back. Raises TransitionRefused when more would come back than was shipped."""
    by_position = {line.position: line for line in lines}
    returned = []
    for want in wanted:
        line = by_position.pop(want.position or 0, None)
        if line is None:
            raise OrderInvalid(f"{number} has no line {want.position}, or it is named twice.", field="lines.position")
        quantity = base_units(want.quantity, line.pack_factor)
        earlier = before.get(line.id, ReturnedBefore(line.id, 0, 0, 0))
        left = line.shipped_base - earlier.quantity_base
        if not 0 < quantity <= left:
            raise TransitionRefused(
                f"{number} line {line.position}: {left} base units of {line.sku_code} can come back, {quantity} asked.",
                error="over_return",
                position=line.position,
                returnable=left,
                requested=quantity,
            )
        total = earlier.quantity_base + quantity
        returned.append(
            ReturnedLine(
                line.id,
                line.sku_id,
                line.is_stocked,
                quantity,
                line.unit_price_micros,
                round_half_away(line.net_minor * total, line.quantity_base) - earlier.net_minor,
                round_half_away(line.tax_minor * total, line.quantity_base) - earlier.tax_minor,
            )
        )
    return returned


def returned_unlinked(
    wanted: Sequence[ReversalLine], terms: Mapping[str, SkuTerms], price_list: PriceListTerms, currency: str, on: date
) -> list[ReturnedLine]:
    """Goods that come back without a known sale, at the price given or the list's."""
    skus, to_price = [], []
    for want in wanted:
        sku = terms.get(want.sku or "")
        if sku is None:
            raise ProductUnknown(f"There is no product {want.sku!r}.", product=want.sku)
        pack = sku.base_pack() if want.pack is None else sku.packs.get(want.pack)
        if pack is None:
            raise OrderInvalid(f"{sku.code} has no pack {want.pack!r}.", field="lines.pack")
        quantity = base_units(want.quantity, pack.factor)
        if quantity <= 0:
            raise OrderInvalid(f"{sku.code}: the quantity that comes back must be more than 0.", field="lines.quantity")
        listed = sku.unit_price_micros(pack, price_list, quantity)
        price = micros_from_decimal(decimal(want.unit_price, "unit_price")) if want.unit_price is not None else listed
        if price is None:
            raise PriceMissing(f"{no_price(sku.code, pack.code, price_list, on)}; give unit_price.", product=sku.code)
        if sku.tax_rate_bp is None:
            raise PriceMissing(no_rate(sku.code, on), product=sku.code)
        if price < 0:
            raise OrderInvalid("A price is not negative.", field="lines.unit_price")
        skus.append(sku)
        to_price.append(LineToPrice(quantity, pack.factor, price, 0, sku.tax_rate_bp))
    inclusive = price_list.is_tax_inclusive
    priced = price_lines(to_price, document_discount_minor=0, is_tax_inclusive=inclusive, currency=currency)
    return [
        ReturnedLine(
            None,
            sku.sku_id,
            sku.is_stocked,
            line.quantity_base,
            line.unit_price_micros,
            amounts.net_minor,
            amounts.tax_minor,
        )
        for sku, line, amounts in zip(skus, to_price, priced.lines, strict=True)
    ]
