"""A control's server: Kontor with its own copy of the order's UPDATE, which asks for no version."""

from __future__ import annotations

import sys
import time
from typing import Any

from kontor.project.wsgi import application
from kontor.sales.sql import orders
from tests.concurrency.races import copy_of

change_orders: Any = sys.modules["kontor.sales.operations.change_orders"]
unversioned = copy_of(orders, " AND o.version = d.version RETURNING 1", " RETURNING 1")
change_orders.order_changes_write = unversioned.order_changes_write
write_all = change_orders.write_all


def write_late(writes: Any) -> None:
    """Give the others time to read the same order: the control must not depend on luck."""
    time.sleep(0.02)
    write_all(writes)


change_orders.write_all = write_late

__all__ = ["application"]
