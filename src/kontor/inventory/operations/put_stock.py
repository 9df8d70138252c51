from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.inventory.errors import StockInvalid
from kontor.inventory.opening import OpeningRow, Openings, found_row
from kontor.inventory.operations.post_stock import lock_stock, post_stock
from kontor.inventory.queries.desk_facts import read_desk_facts
from kontor.inventory.schemas import PutStock, StockPut
from kontor.inventory.sql.opening import lots_read, opened_read
from kontor.inventory.types import PostingRequest
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import read_rows, write_all
from kontor.kernel.wire import RequestKey

MOST_ROWS: Final = 50_000


def put_stock(
    *,
    rows: Sequence[StockPut],
    actor: Actor,
    now: datetime,
    key: RequestKey | None = None,
    dry_run: bool = False,
) -> PutStock:
    """Open the stock of what was never opened, one posting for each location; the same rows again change nothing.

    Every row gets its verdict; a refused one keeps no other from being posted. Rows of one location, SKU and lot add
    up. Locks the stock levels named by ascending id. `dry_run` gives the verdicts and writes nothing. Raises
    StockInvalid for more than 50,000 rows.
    """
    if not 1 <= len(rows) <= MOST_ROWS:
        raise StockInvalid(f"Send 1 to {MOST_ROWS} rows at a time.")
    return write_once(key, now, PutStock, lambda: _put(rows, actor, now, dry_run))


def _put(puts: Sequence[StockPut], actor: Actor, now: datetime, dry_run: bool) -> PutStock:
    facts = read_desk_facts([put.location for put in puts], [put.sku for put in puts])
    lots = _lots(puts)
    rows = [found_row(put, facts, lots, actor=actor, now=now) for put in puts]
    pairs = sorted({row.key[:2] for row in rows if isinstance(row, OpeningRow)})
    if not dry_run:
        lock_stock(pairs)  # before what was opened is read: a twin waits here
    openings = Openings(rows, read_rows(opened_read(pairs)))
    posted = () if dry_run else _post(openings.requests(), actor, now)
    items = openings.items(puts)
    verdicts = [item.verdict for item in items]
    return PutStock(tuple(items), posted, *(verdicts.count(name) for name in ("created", "unchanged", "refused")))


def _lots(puts: Sequence[StockPut]) -> dict[tuple[str, str], int]:
    named = {(put.sku, put.lot) for put in puts if put.lot is not None}
    if not named:
        return {}
    found = read_rows(lots_read({sku for sku, _ in named}, {lot for _, lot in named}))
    return {(row.sku, row.code): row.id for row in found}


def _post(requests: Sequence[PostingRequest], actor: Actor, now: datetime) -> tuple[int, ...]:
    if not requests:
        return ()
    posted, audit = [], []
    for request, result in zip(requests, post_stock(requests=requests, actor=actor, now=now), strict=True):
        assert result.posting_id is not None, "goods that come in are never short"
        posted.append(result.posting_id)
        diff = {"location_id": (None, request.lines[0].location_id), "lines": (None, len(request.lines))}
        subject = f"inventory.posting:{result.posting_id}"
        audit.append(audit_row(action="stock.put", subject=subject, diff=diff, actor=actor, now=now))
    write_all(audit_writes(audit))
    return tuple(posted)
