"""Today's prices for the SKUs of an order and of an amendment to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from kontor.access.types import Actor
from kontor.kernel.statements import Read, among, keys_text, read_all
from kontor.organization.calendar import business_date
from kontor.pricing.queries import gather, price_lists_read, sku_terms_read
from kontor.sales.errors import OrderNotFound, PriceMissing
from kontor.sales.facts import Terms
from kontor.sales.sql.orders import lines_read, orders_read
from kontor.sales.types import LineState, OrderState


class _CustomerCode(msgspec.Struct, frozen=True):
    code: str


class AmendFacts(msgspec.Struct, frozen=True):
    order: OrderState
    lines: Sequence[LineState]
    terms: Terms


def read_amend_facts(order_id: int, skus: Sequence[str], *, actor: Actor, now: datetime) -> AmendFacts:
    """The order as it stands and the prices of the day. Raises OrderNotFound for an order of a foreign branch."""
    customer = Read(
        "SELECT c.code FROM sales_salesorder o JOIN parties_customer c ON c.id = o.customer_id"
        f" WHERE {among('o.id', int)}",
        (keys_text([order_id]),),
        _CustomerCode,
    )
    orders, lines, customers = read_all([orders_read([order_id]), lines_read([order_id]), customer])
    if not orders or orders[0].branch_id not in actor.branch_ids:
        raise OrderNotFound(order=order_id)
    (order,) = orders
    on = business_date(now, time_zone=order.time_zone, day_starts_at=order.day_starts_at)
    codes = sorted({line.sku_code for line in lines} | set(skus))
    buyers = [row.code for row in customers]
    rows, lists = read_all([sku_terms_read(codes, on, customer_codes=buyers), price_lists_read(buyers)])
    terms = gather(rows)
    mine = sorted((row for row in lists if row.business_id == order.business_id), key=lambda row: row.customer == "")
    if not mine:
        raise PriceMissing("The business has no default price list; make one first.")
    return AmendFacts(order, lines, Terms(terms, mine[0]))
