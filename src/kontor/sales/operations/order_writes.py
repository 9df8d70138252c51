"""What placing writes for the orders it takes."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.access.audit import audit_writes
from kontor.inventory.operations.post_stock import PostedBy, ledger_writes
from kontor.inventory.stock_book import StockBook
from kontor.kernel.statements import Write, insert
from kontor.sales.decided import Decided
from kontor.sales.placing_calls import Verdict


def order_writes(verdicts: Sequence[Verdict], book: StockBook) -> list[Write]:
    """The rows of the orders taken, sorted, with the movements that the book noted meanwhile: all but the levels."""
    taken = [(call, item) for call, item in verdicts if isinstance(item, Decided)]
    if not taken:
        return []
    decided = [item for _, item in taken]
    links = [item.link for item in decided if item.link]
    posted = [PostedBy([item.posted], call.actor, call.now) for call, item in taken if item.posted]
    orders = sorted([item.order for item in decided], key=lambda order: (order.source, order.external_reference))
    return [
        insert("sales_salesorder", orders, name="orders"),
        insert("sales_orderline", [line for item in decided for line in item.lines], name="lines"),
        *([insert("sales_orderposting", links, name="links")] if links else []),
        *audit_writes([item.audit for item in decided]),
        *ledger_writes(book, posted, news=[row for item in decided for row in item.news]),
    ]
