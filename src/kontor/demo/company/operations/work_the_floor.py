from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from kontor.access.types import Actor
from kontor.demo.company.clock import Clock
from kontor.demo.company.drafts import receipt, stock_lines
from kontor.demo.company.errors import CompanyRefused
from kontor.demo.company.places import DEPOT, SHOPS
from kontor.demo.company.supply import Supply
from kontor.demo.company.trade import SOURCE
from kontor.inventory.operations import (
    adjust_stock,
    dispose_stock,
    receive_stock,
    reverse_posting,
    send_transfer,
)
from kontor.inventory.schemas import AdjustmentDraft, AdjustmentDraftLine, StockDisposal, TransferDraft
from kontor.sales.operations import reverse_sales
from kontor.sales.types import OrderAnswer, ReversalDraft, ReversalLine


def work_the_floor(*, supply: Supply, sold: Sequence[OrderAnswer], clock: Clock, actor: Actor) -> None:
    """What a day in a warehouse brings besides orders; inside the caller's transaction.

    A count's differences (one waits for approval), breakage, a receipt entered twice, goods a customer brought back,
    and a transfer that is still on its way. `sold`: closed counter sales of the first shop.
    """
    _count(supply, clock, actor)
    _break(supply, clock, actor)
    _enter_twice(supply, clock, actor)
    _bring_back(sold, clock, actor)
    _send(supply, clock, actor)


def _count(supply: Supply, clock: Clock, actor: Actor) -> None:
    items = supply.trade.items
    at = clock.now - timedelta(hours=2)
    small = tuple(
        AdjustmentDraftLine(sku=items[index].code, quantity=pieces, reason="counted")
        for index, pieces in ((1, -3), (2, 2), (3, -1))
    )
    large = (AdjustmentDraftLine(sku=items[4].code, quantity=-14, pack=items[4].pack, reason="shelf found empty"),)
    more = (AdjustmentDraftLine(sku=items[6].code, quantity=1, pack="CASE", reason="found behind the racking"),)
    drafts = [
        AdjustmentDraft(
            location=DEPOT.code,
            lines=lines,
            note=note,
            occurred_at=at,
            source=SOURCE,
            external_reference=f"COUNT-{number}",
        )
        for number, (lines, note) in enumerate(
            ((small, "Weekly count, aisle 1"), (large, "Weekly count, aisle 2"), (more, "Weekly count, aisle 3")),
            start=1,
        )
    ]
    for result in adjust_stock(adjustments=drafts, actor=actor, now=clock.now).items:
        if result.refusal is not None:
            raise CompanyRefused(f"An adjustment was refused: {result.refusal.detail}")


def _break(supply: Supply, clock: Clock, actor: Actor) -> None:
    disposal = StockDisposal(
        location=DEPOT.code,
        lines=stock_lines([(supply.trade.items[1], 6)]),
        reference="DAMAGE-1",
        note="Fell from the forklift",
        occurred_at=clock.now - timedelta(hours=1),
    )
    dispose_stock(disposal=disposal, actor=actor, now=clock.now)


def _enter_twice(supply: Supply, clock: Clock, actor: Actor) -> None:
    item = supply.trade.items[9]
    document = receipt(
        DEPOT.code,
        [(item, item.factor * 4)],
        reference="DN-2001",
        note="Delivery note keyed in a second time",
        percent=100,
        at=clock.now - timedelta(hours=1),
    )
    twice = receive_stock(receipt=document, actor=actor, now=clock.now)
    reverse_posting(posting_id=twice.id, reason="Entered twice", actor=actor, now=clock.now)


def _bring_back(sold: Sequence[OrderAnswer], clock: Clock, actor: Actor) -> None:
    draft = ReversalDraft(
        location=SHOPS[0].code,
        reason="Wrong size, unopened",
        lines=(ReversalLine(quantity=1, position=1),),
        order_id=sold[0].id,
        occurred_at=clock.now,
        source=SOURCE,
        external_reference="RETURN-1",
    )
    for result in reverse_sales(drafts=[draft], actor=actor, now=clock.now).items:
        if result.refusal is not None:
            raise CompanyRefused(f"A reversal was refused: {result.refusal.detail}")


def _send(supply: Supply, clock: Clock, actor: Actor) -> None:
    """Within the safety stock, and above the reorder points."""
    items = [item for item in supply.trade.assortment if item.case][:4]
    draft = TransferDraft(
        from_location=DEPOT.code,
        to_location=SHOPS[2].code,
        lines=stock_lines([(item, item.case) for item in items]),
        note="Extra stock for the weekend",
        sent_at=clock.now - timedelta(minutes=45),
    )
    send_transfer(transfer=draft, actor=actor, now=clock.now)
