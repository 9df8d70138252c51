"""Short words for what tests of the desk do again and again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import count

from kontor.access.types import Actor
from kontor.alerts.models import Alert
from kontor.inventory.models import StockLevel
from kontor.inventory.operations import adjust_stock, receive_stock, send_transfer
from kontor.inventory.schemas import (
    AdjustmentDraft,
    AdjustmentDraftLine,
    AdjustmentResult,
    PostingAnswer,
    ReceiptLine,
    StockLine,
    StockReceipt,
    TransferAnswer,
    TransferDraft,
)
from kontor.kernel.wire import RequestKey
from kontor.organization.models import Branch
from tests.world import NOW, World

_numbers = count(1)


def lines(*goods: tuple[str, int]) -> tuple[StockLine, ...]:
    return tuple(StockLine(sku, quantity) for sku, quantity in goods)


def receive(
    world: World, *goods: tuple[str, int, str], at: datetime | None = None, now: datetime = NOW
) -> PostingAnswer:
    receipt = StockReceipt(
        location=world.location.code,
        lines=tuple(ReceiptLine(sku, quantity, cost) for sku, quantity, cost in goods),
        occurred_at=at,
    )
    return receive_stock(receipt=receipt, actor=world.actor, now=now)


def correction(world: World, *goods: tuple[str, int], note: str = "counted", **extra: object) -> AdjustmentDraft:
    wanted = tuple(AdjustmentDraftLine(sku, quantity) for sku, quantity in goods)
    return AdjustmentDraft(location=world.location.code, lines=wanted, note=note, **extra)  # type: ignore[arg-type]  # tests pass what fits


def adjust(world: World, *drafts: AdjustmentDraft) -> list[AdjustmentResult]:
    return list(adjust_stock(adjustments=drafts, actor=world.actor, now=NOW).items)


def send(world: World, to: str, *goods: tuple[str, int]) -> TransferAnswer:
    draft = TransferDraft(from_location=world.location.code, to_location=to, lines=lines(*goods))
    return send_transfer(transfer=draft, actor=world.actor, now=NOW)


def another_branch(world: World) -> Branch:
    number = next(_numbers)
    return Branch.objects.create(business=world.business, code=f"SIDE{number}", name="Side depot")


def at_branches(world: World, *branches: Branch, id: int | None = None) -> Actor:  # noqa: A002  # the field's own name
    """The world's actor, working in these branches; with another id somebody else."""
    return replace(world.actor, id=id or world.actor.id, branch_ids=frozenset(branch.pk for branch in branches))


def somebody_else(world: World) -> Actor:
    return replace(world.actor, id=world.actor.id + 1000)


def without(actor: Actor, right: str) -> Actor:
    return replace(actor, rights=actor.rights - {right})


def request_key(world: World, key: str = "k1", fingerprint: str = "f") -> RequestKey:
    return RequestKey(world.actor.id, key, fingerprint)


def levels() -> list[tuple[int, ...]]:
    """Every level as it stands."""
    fields = ("id", "on_hand", "reserved", "floor", "average_cost_micros", "value_micros")
    return list(StockLevel.objects.order_by("id").values_list(*fields))


def open_alerts() -> list[tuple[str, str]]:
    return list(Alert.objects.filter(resolved_at=None).order_by("id").values_list("kind", "text"))
