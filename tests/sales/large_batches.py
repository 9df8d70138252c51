"""Batches that are written in parts already when they have four drafts."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import pytest

from kontor.kernel.wire import RequestKey
from kontor.sales.operations import place_orders
from kontor.sales.types import BatchAnswer, DraftLine, OrderDraft
from tests.world import NOW, World

parts_module = import_module("kontor.sales.operations.place_in_parts")
verdicts_module = import_module("kontor.sales.operations.placing_verdicts")
PART = 3


def write_in_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts_module, "_MOST_AT_ONCE", PART)
    monkeypatch.setattr(parts_module, "_PART", PART)


def draft(world: World, sku: str = "OIL", quantity: int = 1, reference: str = "") -> OrderDraft:
    return OrderDraft(
        location=world.location.code,
        customer="C1",
        confirm=True,
        lines=(DraftLine(sku=sku, quantity=quantity),),
        source="shop" if reference else "",
        external_reference=reference,
    )


def placed(world: World, drafts: Sequence[OrderDraft], key: str = "k", body: str = "b") -> BatchAnswer:
    return place_orders(drafts=drafts, actor=world.actor, now=NOW, key=RequestKey(world.actor.id, key, body))


def verdicts(answer: BatchAnswer) -> list[str]:
    return [
        item.refusal.code if item.refusal else "there already" if item.is_duplicate else "taken"
        for item in answer.items
    ]
