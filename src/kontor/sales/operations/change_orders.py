"""The frame every transition of existing orders runs in; which step it is, the decision passed in says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.inventory.operations.post_stock import stock_writes
from kontor.inventory.sql.levels import lock_levels_read
from kontor.inventory.stock_book import StockBook
from kontor.kernel.attempts import attempt
from kontor.kernel.errors import KontorError, PreconditionFailed
from kontor.kernel.idempotency import answer_read, answer_writes, claim, release, replayed, stored_answer
from kontor.kernel.ids import next_ids
from kontor.kernel.outbox import event
from kontor.kernel.statements import Write, insert, is_postgres, read_all, read_rows, write_all
from kontor.kernel.wire import RequestKey
from kontor.sales.answers import answer_of, batch_answer, refused
from kontor.sales.change import Change, Step, line_change, order_change
from kontor.sales.errors import OrderNotFound
from kontor.sales.rows import OrderPostingRow
from kontor.sales.sql.orders import (
    delete_lines_write,
    issue_costs_read,
    line_changes_write,
    lines_read,
    lock_orders_read,
    order_changes_write,
    order_levels_read,
    orders_read,
)
from kontor.sales.types import BatchAnswer, ItemResult, LineState, OrderState

Decide = Callable[[Step, StockBook], Change]


class _Orders(msgspec.Struct):
    orders: Mapping[int, OrderState]
    lines: Mapping[int, list[LineState]]
    book: StockBook
    posting_ids: Sequence[int]
    issue_costs: Mapping[tuple[int, int], int]


def change_orders(
    order_ids: Sequence[int],
    decide: Decide,
    *,
    actor: Actor,
    now: datetime,
    key: RequestKey | None,
    versions: Mapping[int, int] | None = None,
    extra_skus: Sequence[str] = (),
) -> BatchAnswer:
    """Take each order through `decide`, in the order given, each whole or refused with its reason.

    An order is only written if it still is the version it was decided on; then the stock levels, guarded. Only if
    somebody was faster are the orders and then the levels locked, each by ascending id, and everything decided again.
    `versions`: order id -> the version the caller saw (If-Match); another one is refused with PreconditionFailed.
    `extra_skus`: codes of SKUs a decision may add to an order.
    """
    assert len(set(order_ids)) == len(order_ids), "an order once per batch"
    return attempt(lambda is_locked: _change(order_ids, decide, actor, now, key, versions or {}, extra_skus, is_locked))


def _change(
    order_ids: Sequence[int],
    decide: Decide,
    actor: Actor,
    now: datetime,
    key: RequestKey | None,
    versions: Mapping[int, int],
    extra_skus: Sequence[str],
    is_locked: bool,
) -> BatchAnswer:
    if is_locked and key and not claim(key, now):
        return stored_answer(key, BatchAnswer)
    if is_locked:
        _lock(order_ids, extra_skus)
    found, replay = _read(order_ids, key, extra_skus, is_locked)
    if replay is not None:
        return replay
    changes: list[tuple[OrderState, Change]] = []
    results = [
        _decide_one(order_id, index, found, decide, actor, now, versions, changes)
        for index, order_id in enumerate(order_ids)
    ]
    answer = batch_answer(results)
    if changes:
        stored = answer_writes(key, answer, now, is_claimed=is_locked)
        write_all([*stored, *_writes(changes, found, actor, now)])
    elif is_locked and key:
        release(key)
    return answer


def _read(
    order_ids: Sequence[int], key: RequestKey | None, extra_skus: Sequence[str], is_locked: bool
) -> tuple[_Orders, BatchAnswer | None]:
    answered, posting_ids, orders, lines, levels, costs = read_all(
        [
            answer_read(key),
            next_ids("inventory_stockposting", len(order_ids)),
            orders_read(order_ids),
            lines_read(order_ids),
            order_levels_read(order_ids, extra_skus),
            issue_costs_read(order_ids),
        ]
    )
    lines_of: dict[int, list[LineState]] = {order.id: [] for order in orders}
    for line in lines:
        lines_of[line.order_id].append(line)
    found = _Orders(
        orders={order.id: order for order in orders},
        lines=lines_of,
        book=StockBook(levels, is_locked=is_locked),
        posting_ids=[row.id for row in posting_ids],
        issue_costs={(row.order_id, row.sku_id): row.unit_cost_micros for row in costs},
    )
    if key and answered and not is_locked:
        return found, replayed(key, answered[0].fingerprint, answered[0].answer, BatchAnswer)
    return found, None


def _decide_one(
    order_id: int,
    index: int,
    found: _Orders,
    decide: Decide,
    actor: Actor,
    now: datetime,
    versions: Mapping[int, int],
    changes: list[tuple[OrderState, Change]],
) -> ItemResult:
    order = found.orders.get(order_id)
    if order is None or order.branch_id not in actor.branch_ids:
        return refused(OrderNotFound(order=order_id))
    if order_id in versions and versions[order_id] != order.version:
        return refused(PreconditionFailed(version=order.version))
    lines = [msgspec.structs.replace(line) for line in found.lines[order_id]]
    working = msgspec.structs.replace(order)
    try:
        step = Step(working, lines, found.posting_ids[index], actor, now, found.issue_costs)
        change = decide(step, found.book)
    except KontorError as error:
        return refused(error)
    changes.append((order, change))
    return ItemResult(order=answer_of(change.order, version=order.version + 1))


def _writes(changes: Sequence[tuple[OrderState, Change]], found: _Orders, actor: Actor, now: datetime) -> list[Write]:
    """In the order of docs/locking.md: the orders first, the scarce stock levels last."""
    before = {line.id: line for lines in found.lines.values() for line in lines}
    moved = [line for _, change in changes for line in change.lines if line.id and line != before[line.id]]
    added = [row for _, change in changes for row in change.added]
    removed = [line_id for _, change in changes for line_id in change.removed_ids]
    posted = [change.posted for _, change in changes if change.posted]
    links = [OrderPostingRow(order.id, change.posted[0], change.kind) for order, change in changes if change.posted]
    news = [
        event(item, aggregate=f"sales.order:{order.id}", actor_id=actor.id, now=now)
        for order, change in changes
        for item in change.news
    ]
    audit = [
        audit_row(action=change.action, subject=f"sales.order:{order.id}", diff=change.diff, actor=actor, now=now)
        for order, change in changes
    ]
    return [
        order_changes_write([order_change(order, change.order, change.lines) for order, change in changes]),
        *([delete_lines_write(removed)] if removed else []),
        *([line_changes_write([line_change(line) for line in moved])] if moved else []),
        *([insert("sales_orderline", added, name="added_lines")] if added else []),
        *([insert("sales_orderposting", links, name="links")] if links else []),
        *audit_writes(audit),
        *stock_writes(found.book, posted, actor=actor, now=now, news=news),
    ]


def _lock(order_ids: Sequence[int], extra_skus: Sequence[str]) -> None:
    if is_postgres():
        read_rows(lock_orders_read(order_ids))
        read_rows(lock_levels_read([level.id for level in read_rows(order_levels_read(order_ids, extra_skus))]))
