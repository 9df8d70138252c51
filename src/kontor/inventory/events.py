"""What the stock ledger tells: past tense, one Struct an event."""

from __future__ import annotations

from typing import ClassVar

import msgspec


class OversoldLevel(msgspec.Struct, frozen=True):
    """Part of StockOversold."""

    is_part: ClassVar = True
    location_id: int
    sku_id: int
    sku: str


class StockOversold(msgspec.Struct, frozen=True):
    """A fact found less than was promised: these levels' availability fell below zero."""

    posting_id: int
    levels: tuple[OversoldLevel, ...]


class StockArrived(msgspec.Struct, frozen=True):
    """Goods came in: receipts, transfers received, returns, adjustments upwards."""

    posting_id: int
    location_ids: tuple[int, ...]
    sku_ids: tuple[int, ...]
