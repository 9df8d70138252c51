"""Today's prices for the SKUs of an order and of an amendment to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from kontor.access.types import Actor
from kontor.customization.document_kinds import SALES_ORDER
from kontor.customization.queries import newest_schema_read
from kontor.customization.types import SchemaRow
from kontor.kernel.statements import Read, among, keys_text, read_all
from kontor.organization.calendar import business_date
from kontor.pricing.choosing import chosen_list
from kontor.pricing.missing import no_list
from kontor.pricing.queries import gather, is_wide, learns_wide, price_lists_read, sku_terms_read
from kontor.sales.errors import OrderNotFound, PriceMissing
from kontor.sales.facts import Terms
from kontor.sales.sql.orders import lines_read, orders_read
from kontor.sales.types import LineState, OrderState


class _Buyer(msgspec.Struct, frozen=True):
    """The codes of an order's customer and of the channel it was taken for."""

    customer: str | None
    channel: str | None


class AmendFacts(msgspec.Struct, frozen=True):
    order: OrderState
    lines: Sequence[LineState]
    terms: Terms
    custom_schema: SchemaRow | None


def read_amend_facts(order_id: int, skus: Sequence[str], *, actor: Actor, now: datetime) -> AmendFacts:
    """The order as it stands and the prices of the day. Raises OrderNotFound for an order of a foreign branch."""
    buyer = Read(
        "SELECT c.code AS customer, h.code AS channel FROM sales_salesorder o"
        " LEFT JOIN parties_customer c ON c.id = o.customer_id LEFT JOIN parties_channel h ON h.id = o.channel_id"
        f" WHERE {among('o.id', int)}",
        (keys_text([order_id]),),
        _Buyer,
    )
    orders, lines, buyers, schemas = read_all(
        [orders_read([order_id]), lines_read([order_id]), buyer, newest_schema_read(SALES_ORDER)]
    )
    if not orders or orders[0].branch_id not in actor.branch_ids:
        raise OrderNotFound(order=order_id)
    (order,) = orders
    on = business_date(now, time_zone=order.time_zone, day_starts_at=order.day_starts_at)
    codes = sorted({line.sku_code for line in lines} | set(skus))
    customer, channel = buyers[0].customer, buyers[0].channel
    customers, channels = ([code] if code else [] for code in (customer, channel))

    def read() -> list[list[Any]]:
        skus_read = sku_terms_read(codes, on, customer_codes=customers, channel_codes=channels)
        return read_all([skus_read, price_lists_read(customers, channels)])

    read_wide = is_wide()
    rows, lists = read()
    if learns_wide(lists, read_wide=read_wide):
        rows, lists = read()
    chosen = chosen_list(lists, business_id=order.business_id, customer=customer, channel=channel, on=on)
    if chosen is None:
        raise PriceMissing(no_list(on))
    return AmendFacts(order, lines, Terms(gather(rows), chosen, on), next(iter(schemas), None))
