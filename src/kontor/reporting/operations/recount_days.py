from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from kontor.kernel.snapshot import snapshot
from kontor.kernel.statements import read_rows, write_all
from kontor.reporting.operations.count_documents import count_documents
from kontor.reporting.queries.proof import ORDERS, REVERSALS, day_differences, id_chunks
from kontor.reporting.sql.day_totals import forget_strays_write, forget_totals, summed_totals_write, take_turn
from kontor.reporting.sql.proof import wrong_totals_read
from kontor.reporting.types import Recount

#: Told how many documents were counted so far.
Progress = Callable[[int], None]


def recount_days(*, on_progress: Progress = lambda _: None) -> Recount:
    """Count every order and reversal again, drop what belongs to none, and sum the days up anew; then prove it.

    Each some thousand documents are a transaction of their own, so that the counter goes on meanwhile; a recount that
    was cut off is simply run again. Steps are counted on the day that the branch's cut-over of today gives them.
    """
    documents = corrected = 0
    for table in (ORDERS, REVERSALS):
        for ids in id_chunks(table):
            orders, reversals = (ids, []) if table == ORDERS else ([], ids)
            corrected += len(count_documents(order_ids=orders, reversal_ids=reversals, keeps_days=False))
            documents += len(ids)
            on_progress(documents)
    days = _sum_up()
    with snapshot():
        return Recount(documents, corrected, days, day_differences())


def _sum_up() -> int:
    """Make every total the sum of its shares; returns how many were not."""
    with transaction.atomic():
        take_turn()
        write_all([forget_strays_write()])
        wrong = len(read_rows(wrong_totals_read()))
        if wrong:
            forget_totals()
            write_all([summed_totals_write()])
        return wrong
