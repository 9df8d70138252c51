"""What is told when a customer is delisted with whom the company is not done yet. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import msgspec

from kontor.kernel.money import decimal_from_minor
from kontor.parties.types import PartyVersion, PutParties


class OpenSum(msgspec.Struct, frozen=True):
    """A customer's open orders of one currency: how many, how many of them delivered or billed, and their total."""

    customer_id: int
    currency: str
    orders: int
    under_way: int
    total_minor: int


class OpenValue(msgspec.Struct, frozen=True):
    """What the open orders of one currency come to, tax included."""

    currency: str
    orders: int
    total: str


class OpenOrders(msgspec.Struct, frozen=True):
    """Orders of a customer that are neither closed nor cancelled, whichever branch they are in.

    `under_way` are those of them that were delivered in part or in full, or billed. `values` is empty for who may not
    read orders.
    """

    customer_id: int
    customer: str
    orders: int
    under_way: int
    text: str
    values: tuple[OpenValue, ...]


class DelistedCustomer(PartyVersion, frozen=True):
    """The customer, who may not order any more; `warnings` name what is still open. They never keep it listed."""

    warnings: tuple[OpenOrders, ...] = ()


class ChangedCustomers(PutParties, frozen=True):
    """The verdicts; `warnings` name what is still open with those that were delisted."""

    warnings: tuple[OpenOrders, ...] = ()


def open_orders(
    sums: Sequence[OpenSum], codes: Mapping[int, str], *, sees_values: bool = True
) -> tuple[OpenOrders, ...]:
    """One for each customer with an open order; `sums` are sorted by customer, `codes` are theirs by id."""
    return tuple(
        _of_customer(customer_id, codes[customer_id], list(some), sees_values=sees_values)
        for customer_id, some in groupby(sums, key=lambda one: one.customer_id)
    )


def _of_customer(customer_id: int, code: str, sums: Sequence[OpenSum], *, sees_values: bool) -> OpenOrders:
    orders, under_way = sum(one.orders for one in sums), sum(one.under_way for one in sums)
    values = tuple(
        OpenValue(one.currency, one.orders, decimal_from_minor(one.total_minor, one.currency)) for one in sums
    )
    are = "1 order is" if orders == 1 else f"{orders} orders are"
    text = (
        f"{are} still open with {code}, {under_way} of them delivered or billed; close or cancel what will not be done."
    )
    return OpenOrders(customer_id, code, orders, under_way, text, values if sees_values else ())
