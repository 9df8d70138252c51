from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.inventory.desk import Place, SkuName, When, check_open, when
from kontor.inventory.errors import DocumentUnknown, StockInvalid, TransitionRefused
from kontor.inventory.operations.post_stock import lock_stock, stock_pairs, stock_writes
from kontor.inventory.schemas import TransferAnswer, TransferArrival
from kontor.inventory.sql.desk import places_by_id_read
from kontor.inventory.sql.levels import levels_read
from kontor.inventory.sql.transfers import arrived_write, lock_transfer_read, received_write, transfer_lines_read
from kontor.inventory.stock_book import Posted, StockBook
from kontor.inventory.transfers import (
    LineInTransit,
    TransferLineRow,
    TransferPostingRow,
    TransferRow,
    arrivals,
    receive_request,
    transfer_answer,
    write_off_request,
)
from kontor.inventory.types import PostingRequest
from kontor.kernel.ids import next_ids
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import insert, read_all, read_rows, write_all
from kontor.kernel.wire import RequestKey


def receive_transfer(
    *, transfer_id: int, arrival: TransferArrival, actor: Actor, now: datetime, key: RequestKey | None = None
) -> TransferAnswer:
    """Take in what has arrived, at the cost it was sent with; the rest stays in transit, or is written off.

    The transfer is received once nothing of it is in transit. The actor needs the branch it goes to. Locks the
    transfer, then the stock levels by ascending id. Raises TransitionRefused where it, or the line named, has arrived
    already, InvalidInput for more than is in transit or a write-off without a note; otherwise as `receive_stock`.
    """

    def write() -> TransferAnswer:
        transfer, lines, place = _in_transit(transfer_id, actor)
        at = when(place, arrival.received_at, actor=actor, now=now, field="received_at")
        if at.occurred_at < transfer.sent_at:
            raise StockInvalid("It cannot arrive before it was sent.", field="received_at")
        arrived = arrivals(lines, arrival)
        requests = _requests(transfer, lines, arrived, arrival, place, at)
        transfer.version += 1
        if not any(line.open_base for line in lines):
            transfer.state, transfer.received_at, transfer.received_by = "received", at.occurred_at, actor.id
        _post(transfer, lines, requests, arrived, actor, now)
        return transfer_answer(transfer, lines, {line.sku_id: SkuName(line.sku, line.unit) for line in lines})

    return write_once(key, now, TransferAnswer, write)


def _in_transit(transfer_id: int, actor: Actor) -> tuple[TransferRow, list[LineInTransit], Place]:
    """Lock a transfer that comes to a branch of the actor's."""
    rows = read_rows(lock_transfer_read(transfer_id))
    places = read_rows(places_by_id_read([rows[0].to_location_id])) if rows else []
    if not places or places[0].branch_id not in actor.branch_ids:
        raise DocumentUnknown(f"There is no transfer {transfer_id} to receive for you.")
    if rows[0].state != "in_transit":
        raise TransitionRefused(f"{rows[0].number} is {rows[0].state} already.", state=rows[0].state)
    check_open(places[0])
    return rows[0], read_rows(transfer_lines_read(transfer_id)), places[0]


def _requests(
    transfer: TransferRow,
    lines: Sequence[TransferLineRow],
    arrived: Mapping[int, int],
    arrival: TransferArrival,
    place: Place,
    at: When,
) -> list[tuple[str, PostingRequest]]:
    """The postings by step; the lines are brought up to date on the way."""
    steps = [("receive", receive_request(transfer, lines, arrived, place.branch_id, at))]
    for line in lines:
        line.received_base += arrived.get(line.position, 0)
    if arrival.write_off_rest:
        if not arrival.note.strip():
            raise StockInvalid("Say in the note why the rest is written off.", field="note")
        steps.append(("write_off", write_off_request(transfer, lines, place.branch_id, arrival.note, at)))
        for line in lines:
            line.written_off_base += line.open_base
    return [(step, request) for step, request in steps if request is not None]


def _post(
    transfer: TransferRow,
    lines: Sequence[TransferLineRow],
    requests: Sequence[tuple[str, PostingRequest]],
    arrived: Mapping[int, int],
    actor: Actor,
    now: datetime,
) -> None:
    pairs = stock_pairs([request for _, request in requests])
    lock_stock(pairs)
    posting_ids, levels = read_all([next_ids("inventory_stockposting", len(requests)), levels_read(pairs)])
    book = StockBook(levels, is_locked=True)
    posted: list[Posted] = []
    links = []
    for row, (step, request) in zip(posting_ids, requests, strict=True):
        decision = book.post(request, posting_id=row.id)
        assert decision.is_accepted, f"{transfer.number}: transit holds less than its open transfers"
        posted.append((row.id, request, decision))
        links.append(TransferPostingRow(transfer.id, row.id, step))
    written_off = [(line.position, line.written_off_base) for line in lines if line.written_off_base]
    diff = {
        "state": ("in_transit", transfer.state),
        "arrived": (None, sorted(arrived.items())),
        "written_off": (None, written_off),
    }
    subject = f"inventory.transfer:{transfer.id}"
    audit = audit_row(action="stock.receive_transfer", subject=subject, diff=diff, actor=actor, now=now)
    write_all(
        [
            received_write(transfer),
            arrived_write(lines),
            insert("inventory_transferposting", links, name="links"),
            *audit_writes([audit]),
            *stock_writes(book, posted, actor=actor, now=now),
        ]
    )
