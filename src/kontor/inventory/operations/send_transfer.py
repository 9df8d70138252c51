from __future__ import annotations

from datetime import datetime

from kontor.access.audit import audit_row, audit_writes
from kontor.access.types import Actor
from kontor.inventory.desk import (
    DeskFacts,
    Place,
    When,
    check_lines,
    names,
    place_at,
    positive_base,
    stocked_sku_on,
    when,
)
from kontor.inventory.errors import LocationUnknown, StockInvalid, StockShort
from kontor.inventory.models import Location
from kontor.inventory.numbering import transfer_number
from kontor.inventory.operations.post_stock import lock_stock, stock_writes
from kontor.inventory.queries.desk_facts import read_desk_facts
from kontor.inventory.schemas import TransferAnswer, TransferDraft
from kontor.inventory.sql.levels import levels_read
from kontor.inventory.sql.transfers import transit_location_read
from kontor.inventory.stock_book import StockBook
from kontor.inventory.transfers import TransferLineRow, TransferPostingRow, TransferRow, send_request, transfer_answer
from kontor.kernel.ids import next_ids
from kontor.kernel.small_writes import write_once
from kontor.kernel.statements import insert, read_all, read_rows, write_all
from kontor.kernel.wire import RequestKey


def send_transfer(
    *, transfer: TransferDraft, actor: Actor, now: datetime, key: RequestKey | None = None
) -> TransferAnswer:
    """Send goods to another location of the same business; they are in transit, at their cost, until received.

    The actor needs the branch they leave. Locks the stock levels of both sides by ascending id. Raises StockShort
    where a line would take promised goods; otherwise as `receive_stock`.
    """
    facts = read_desk_facts([transfer.from_location, transfer.to_location], [line.sku for line in transfer.lines])
    source = facts.places.get(transfer.from_location)
    number = transfer_number(source.business_date(transfer.sent_at or now) if source else now.date())
    return write_once(key, now, TransferAnswer, lambda: _send(transfer, number, facts, actor, now))


def _send(draft: TransferDraft, number: str, facts: DeskFacts, actor: Actor, now: datetime) -> TransferAnswer:
    source = place_at(draft.from_location, facts, actor, "from_location")
    target = _target(draft, source, facts)
    at = when(source, draft.sent_at, actor=actor, now=now, field="sent_at")
    quantities = _quantities(draft, facts)
    transit_id = _transit_location(source)
    pairs = sorted({(place_id, sku_id) for sku_id, _ in quantities for place_id in (source.id, transit_id)})
    lock_stock(pairs)
    ids, posting_ids, levels = read_all(
        [next_ids("inventory_transfer", 1), next_ids("inventory_stockposting", 1), levels_read(pairs)]
    )
    book = StockBook(levels, is_locked=True)
    transfer_id, posting_id = ids[0].id, posting_ids[0].id
    lines = [
        TransferLineRow(transfer_id, sku_id, position, quantity, _cost(book, source, sku_id), 0, 0)
        for position, (sku_id, quantity) in enumerate(quantities, start=1)
    ]
    request = send_request(number, lines, source=source, transit_id=transit_id, note=draft.note, at=at)
    decision = book.post(request, posting_id=posting_id)
    if decision.shorts:
        raise StockShort(decision.shorts)
    row = _row(draft, transfer_id, number, (source.id, target.id, transit_id), at, actor)
    diff = {"number": (None, number), "to": (None, target.code), "lines": (None, quantities)}
    subject = f"inventory.transfer:{transfer_id}"
    audit = audit_row(action="stock.send_transfer", subject=subject, diff=diff, actor=actor, now=now)
    write_all(
        [
            insert("inventory_transfer", [row], name="transfers"),
            insert("inventory_transferline", lines, name="lines"),
            insert("inventory_transferposting", [TransferPostingRow(transfer_id, posting_id, "send")], name="links"),
            *audit_writes([audit]),
            *stock_writes(book, [(posting_id, request, decision)], actor=actor, now=now),
        ]
    )
    return transfer_answer(row, lines, names(facts))


def _target(draft: TransferDraft, source: Place, facts: DeskFacts) -> Place:
    """Where it goes: any open location of the same business; whoever receives it needs that branch."""
    if not draft.to_location:
        raise StockInvalid("Say where the goods go.", field="to_location")
    target = facts.places.get(draft.to_location)
    if target is None or target.business_id != source.business_id or target.kind == "in_transit":
        raise LocationUnknown(f"There is no location {draft.to_location!r} to send to.", field="to_location")
    if target.id == source.id:
        raise StockInvalid(f"The goods are at {draft.to_location}; send them to another place.", field="to_location")
    if not target.is_active:
        raise StockInvalid(f"{draft.to_location} is closed; send the goods elsewhere.", field="to_location")
    return target


def _quantities(draft: TransferDraft, facts: DeskFacts) -> list[tuple[int, int]]:
    check_lines(draft.lines)
    quantities = []
    for index, line in enumerate(draft.lines):
        sku = stocked_sku_on(index, line.sku, facts)
        quantities.append((sku.id, positive_base(index, sku, line.quantity, line.pack)))
    return quantities


def _transit_location(source: Place) -> int:
    """The in-transit location of the branch, made when it is missing."""
    found = read_rows(transit_location_read(source.branch_id))
    if found:
        return int(found[0].id)
    code = f"TRANSIT-{source.branch_id}"
    made, _ = Location.objects.get_or_create(
        code=code, defaults={"branch_id": source.branch_id, "name": "In transit", "kind": "in_transit"}
    )
    return int(made.pk)


def _cost(book: StockBook, source: Place, sku_id: int) -> int:
    level = book.level(source.id, sku_id)
    assert level is not None  # lock_stock has made it
    return level.average_cost_micros


def _row(
    draft: TransferDraft, transfer_id: int, number: str, places: tuple[int, int, int], at: When, actor: Actor
) -> TransferRow:
    return TransferRow(
        id=transfer_id,
        number=number,
        from_location_id=places[0],
        to_location_id=places[1],
        transit_location_id=places[2],
        state="in_transit",
        note=draft.note,
        sent_at=at.occurred_at,
        sent_by=actor.id,
        received_at=None,
        received_by=None,
        version=1,
    )
