"""What parties tell: past tense, one Struct an event. None says who a person is."""

from __future__ import annotations

import msgspec


class CustomerDelisted(msgspec.Struct, frozen=True):
    """No more orders are taken from a customer; what it owes, it owes."""

    customer_id: int
    code: str


class CustomerRelisted(msgspec.Struct, frozen=True):
    """Orders are taken from a customer again."""

    customer_id: int
    code: str


class CustomerPseudonymized(msgspec.Struct, frozen=True):
    """Who a customer was is erased here; whoever copied it erases the copy."""

    customer_id: int
    code: str
