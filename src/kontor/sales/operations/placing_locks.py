from __future__ import annotations

from kontor.inventory.sql.levels import create_accepting_levels_write, levels_by_code_read, lock_levels_read
from kontor.kernel.idempotency import claim_all
from kontor.kernel.statements import is_postgres, read_rows, write_all
from kontor.sales.placing_calls import Batch


def lock_keys_and_levels(batch: Batch) -> None:
    """What a second try holds before it reads: the keys, then the stock levels of all drafts, by ascending id.

    Levels that counter sales may take below zero are made where there are none yet. SQLite's writers take turns, so
    there no level needs a lock.

    Such a try has levels before orders, against the order of first tries. The two cross only over the same order; then
    the database ends one of them, and that one is tried again.
    """
    claim_all(batch.keys, batch.now)
    drafts = batch.drafts
    locations = sorted({draft.location for draft in drafts})
    skus = sorted({line.sku for draft in drafts for line in draft.lines})
    if any(draft.counter_sale for draft in drafts):
        write_all([create_accepting_levels_write(locations, skus)])
    if is_postgres():
        read_rows(lock_levels_read([level.id for level in read_rows(levels_by_code_read(locations, skus))]))
