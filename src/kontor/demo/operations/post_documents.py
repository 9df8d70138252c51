from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from kontor.access.types import Actor
from kontor.demo.errors import DocumentRefused
from kontor.demo.models import ReplaySkip
from kontor.demo.online_retail.documents import SOURCE, SourceDocument
from kontor.demo.online_retail.drafts import adjustment_draft, order_draft, reversal_draft
from kontor.inventory.operations import adjust_stock
from kontor.kernel.refusals import Refusal
from kontor.sales.operations import place_orders, reverse_sales, ship_orders
from kontor.sales.types import OrderAnswer, ShipRequest


def post_documents(*, documents: Sequence[SourceDocument], actor: Actor, now: datetime) -> None:
    """Post documents of one kind, in order. What is there already is left as it is; a placed order is shipped.

    Raises DocumentRefused for the first one that an operation does not take.
    """
    match documents[0].kind:
        case "sale":
            _sell(documents, actor, now)
        case "reversal":
            drafts = [reversal_draft(document) for document in documents]
            _all_taken(documents, (item.refusal for item in reverse_sales(drafts=drafts, actor=actor, now=now).items))
        case "adjustment":
            adjustments = [adjustment_draft(document) for document in documents]
            answer = adjust_stock(adjustments=adjustments, actor=actor, now=now)
            _all_taken(documents, (item.refusal for item in answer.items))
        case "skip":
            _skip(documents, now)


def _sell(documents: Sequence[SourceDocument], actor: Actor, now: datetime) -> None:
    placed = place_orders(drafts=[order_draft(document) for document in documents], actor=actor, now=now)
    _all_taken(documents, (item.refusal for item in placed.items))
    waiting = [
        (document, item.order)
        for document, item in zip(documents, placed.items, strict=True)
        if item.order is not None and item.order.lifecycle != "closed"
    ]
    if waiting:
        _ship(waiting, actor, now)


def _ship(waiting: Sequence[tuple[SourceDocument, OrderAnswer]], actor: Actor, now: datetime) -> None:
    requests = [ShipRequest(order_id=order.id, shipped_at=document.at) for document, order in waiting]
    shipped = ship_orders(requests=requests, actor=actor, now=now)
    _all_taken([document for document, _ in waiting], (item.refusal for item in shipped.items))


def _all_taken(documents: Sequence[SourceDocument], refusals: Iterable[Refusal | None]) -> None:
    for document, refusal in zip(documents, refusals, strict=True):
        if refusal is not None:
            raise DocumentRefused(f"Invoice {document.reference}: {refusal.detail}", reference=document.reference)


def _skip(documents: Sequence[SourceDocument], now: datetime) -> None:
    rows = [
        ReplaySkip(
            source=SOURCE,
            reference=document.reference,
            reason=document.reason,
            rows=len(document.rows),
            occurred_at=document.at,
            recorded_at=now,
        )
        for document in documents
    ]
    ReplaySkip.objects.bulk_create(rows, ignore_conflicts=True)
