"""What plug-ins of `kontor.checks` say to an order as typed: warnings, which keep nothing from being taken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Final

import structlog

from kontor.customization.plugin_shapes import Entered, EnteredLine
from kontor.customization.plugins import loaded
from kontor.sales.types import EntryWarning, OrderDraft

_MOST_OF_EACH: Final = 20
_MOST_CHARACTERS: Final = 400
_log: structlog.stdlib.BoundLogger = structlog.get_logger("kontor.plugins")


def entry_warnings(draft: OrderDraft, now: datetime) -> tuple[EntryWarning, ...]:
    """Asked before the order's transaction, once. A check that fails is logged by name and says nothing."""
    checks = loaded("kontor.checks")
    if not checks:
        return ()
    entered = _entered(draft, now)
    return tuple(warning for name, check in checks.items() for warning in _asked(name, check, entered))


def _asked(name: str, check: object, entered: Entered) -> Iterator[EntryWarning]:
    try:
        said = [str(text)[:_MOST_CHARACTERS] for text in islice(check.check(entered), _MOST_OF_EACH)]  # type: ignore[attr-defined]  # its shape was looked at when it was loaded
    except Exception as error:  # noqa: BLE001  # somebody else's code must not stop the till
        _log.error("plugins.failed", group="kontor.checks", plugin=name, exc_info=error)
        return
    yield from (EntryWarning(name, text) for text in said if text.strip())


def _entered(draft: OrderDraft, now: datetime) -> Entered:
    lines = tuple(
        EnteredLine(line.sku, str(line.quantity), line.pack, line.unit_price, line.discount_bp, line.is_free)
        for line in draft.lines
    )
    return Entered(
        kind="sales_order",
        location=draft.location,
        customer=draft.customer,
        source=draft.source,
        is_counter_sale=draft.counter_sale,
        entered_at=draft.ordered_at or now,
        lines=lines,
        custom=dict(draft.custom),
    )
