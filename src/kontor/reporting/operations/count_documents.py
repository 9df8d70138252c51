from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from kontor.kernel.statements import read_all, write_all
from kontor.reporting.counting import counted_shares
from kontor.reporting.figures import ORDER, REVERSAL, Share, changed_shares, deltas
from kontor.reporting.sql.day_totals import kept_read, shares_write, take_turn, totals_write
from kontor.reporting.sql.documents import goods_read, order_facts_read, reversals_read


def count_documents(
    *, order_ids: Sequence[int] = (), reversal_ids: Sequence[int] = (), keeps_days: bool = True
) -> list[Share]:
    """Make the day totals say what these documents say now, and no more than that; returns what was counted anew.

    Each document is counted by the difference to what was counted of it before, so that doing it twice, in another
    order or after a crash leads to the same totals. `keeps_days` False: the days of steps follow the cut-over of today.
    One reader-writer at a time, from before the read to the end of the transaction. Two statements on PostgreSQL.
    """
    if not order_ids and not reversal_ids:
        return []
    with transaction.atomic():
        take_turn()
        orders, goods, reversals, kept_orders, kept_reversals = read_all(
            [
                order_facts_read(order_ids),
                goods_read(order_ids),
                reversals_read(reversal_ids),
                kept_read(ORDER, order_ids),
                kept_read(REVERSAL, reversal_ids),
            ]
        )
        counted = counted_shares(orders, goods, reversals, kept_orders if keeps_days else ())
        return _write([*kept_orders, *kept_reversals], counted)


def _write(kept: Sequence[Share], counted: Iterable[Share]) -> list[Share]:
    changed = changed_shares(kept, counted)
    if changed:
        added = deltas(kept, changed)
        write_all([shares_write(changed), *([totals_write(added)] if added else [])])
    return changed
