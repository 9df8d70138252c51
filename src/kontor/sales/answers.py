"""What a write says of an order, and the audit and outbox rows it leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import UNSET

from kontor.kernel.errors import KontorError
from kontor.kernel.money import decimal_from_minor
from kontor.kernel.refusals import Refusal, Refused
from kontor.sales.rows import OrderRow
from kontor.sales.types import BatchAnswer, EntryWarning, ItemResult, OrderAnswer, OrderState


def answer_of(order: OrderState | OrderRow, *, version: int, warnings: Sequence[EntryWarning] = ()) -> OrderAnswer:
    return OrderAnswer(
        id=order.id,
        number=order.number,
        lifecycle=order.lifecycle,
        hold=order.hold,
        hold_reason=order.hold_reason,
        fulfillment=order.fulfillment,
        currency=order.currency,
        net=decimal_from_minor(order.net_minor, order.currency),
        tax=decimal_from_minor(order.tax_minor, order.currency),
        total=decimal_from_minor(order.total_minor, order.currency),
        version=version,
        warnings=tuple(warnings) or UNSET,
    )


def refused(error: KontorError) -> ItemResult:
    return ItemResult(refusal=Refusal.of(error))


def batch_answer(results: Iterable[ItemResult]) -> BatchAnswer:
    return BatchAnswer(tuple(results))


def single(answer: BatchAnswer) -> OrderAnswer:
    """The order of a batch of one. Raises its refusal."""
    (item,) = answer.items
    if item.refusal is not None:
        raise Refused(item.refusal)
    assert item.order is not None
    return item.order
