"""The control's server: Kontor with its own copy of the level statement, without the guard."""

from __future__ import annotations

import sys
import time
from importlib import import_module
from typing import Any

from kontor.inventory.sql import levels
from kontor.project.wsgi import application
from tests.concurrency.races import copy_of

unguarded = copy_of(levels, 'AND {_GUARD}"\n            " RETURNING', '"\n            " RETURNING')
sys.modules["kontor.inventory.operations.post_stock"].level_writes = unguarded.level_writes  # type: ignore[attr-defined]  # the copy stands in for it

place_orders: Any = sys.modules["kontor.sales.operations.place_orders"]
write_all = place_orders.write_all


def write_late(writes: Any) -> None:
    """Give the others time to read the same goods: the control must not depend on luck."""
    time.sleep(0.02)
    write_all(writes)


def place_alone(*, draft: Any, **call: Any) -> Any:
    """Orders that were gathered meet in one decision, which is right even without a guard: let each go by itself."""
    return place_orders.place_orders(drafts=[draft], **call)


place_orders.write_all = write_late
import_module("kontor.sales.api.orders").place_order = place_alone  # type: ignore[attr-defined]  # stands in for it

__all__ = ["application"]
