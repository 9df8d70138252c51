"""What sales tells: past tense, one Struct an event. Amounts are minor units."""

from __future__ import annotations

import msgspec


class OrderPlaced(msgspec.Struct, frozen=True):
    """An order was taken, as draft or submitted."""

    order_id: int
    number: str
    branch_id: int
    lifecycle: str
    hold: str
    currency: str
    total_minor: int


class OrderSubmitted(msgspec.Struct, frozen=True):
    """A draft was handed over for somebody to confirm."""

    order_id: int
    number: str
    currency: str
    total_minor: int


class OrderConfirmed(msgspec.Struct, frozen=True):
    """An order's goods are promised (or handed over, at the counter)."""

    order_id: int
    number: str
    branch_id: int
    currency: str
    total_minor: int


class OrderHeldBack(msgspec.Struct, frozen=True):
    """An order was put on hold."""

    order_id: int
    number: str
    hold: str
    reason: str


class OrderReleased(msgspec.Struct, frozen=True):
    """An order's hold was lifted."""

    order_id: int
    number: str
    hold: str


class OrderAmended(msgspec.Struct, frozen=True):
    """An order's lines or header changed, or a backorder got goods."""

    order_id: int
    number: str
    currency: str
    total_minor: int


class OrderRepriced(msgspec.Struct, frozen=True):
    """An order's frozen prices were replaced by the list's."""

    order_id: int
    number: str
    currency: str
    total_minor: int


class OrderBilled(msgspec.Struct, frozen=True):
    """An order was billed; from here it can only be reversed."""

    order_id: int
    number: str
    currency: str
    total_minor: int


class OrderShipped(msgspec.Struct, frozen=True):
    """Goods of an order left the house."""

    order_id: int
    number: str
    posting_id: int | None
    is_complete: bool


class OrderCancelled(msgspec.Struct, frozen=True):
    """An order was cancelled; what it held is free again."""

    order_id: int
    number: str


class SaleReversed(msgspec.Struct, frozen=True):
    """Goods of a sale came back."""

    reversal_id: int
    number: str
    order_id: int | None
    currency: str
    total_minor: int
