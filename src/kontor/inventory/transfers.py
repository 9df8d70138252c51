"""What sending and receiving a transfer does to stock. Pure: levels and lines in, requests out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from kontor.inventory import reasons
from kontor.inventory.desk import Place, SkuName, When
from kontor.inventory.errors import StockInvalid, TransitionRefused
from kontor.inventory.schemas import SentLine, TransferAnswer, TransferArrival
from kontor.inventory.types import LineRequest, PostingRequest


class TransferRow(msgspec.Struct):
    """A row of inventory_transfer."""

    id: int
    number: str
    from_location_id: int
    to_location_id: int
    transit_location_id: int
    state: str
    note: str
    sent_at: datetime
    sent_by: int
    received_at: datetime | None
    received_by: int | None
    version: int


class TransferLineRow(msgspec.Struct):
    """A row of inventory_transferline."""

    transfer_id: int
    sku_id: int
    position: int
    quantity_base: int
    unit_cost_micros: int
    received_base: int
    written_off_base: int

    @property
    def open_base(self) -> int:
        """Still in transit."""
        return self.quantity_base - self.received_base - self.written_off_base


class LineInTransit(TransferLineRow):
    """A line as read, with its SKU."""

    sku: str
    unit: str


class TransferPostingRow(msgspec.Struct, frozen=True):
    """A row of inventory_transferposting."""

    transfer_id: int
    posting_id: int
    step: str


def send_request(
    number: str, lines: Sequence[TransferLineRow], *, source: Place, transit_id: int, note: str, at: When
) -> PostingRequest:
    """Out of `source` and into transit, each line at the cost it carries. A promise: nobody's goods are taken."""
    moves = []
    for line in lines:
        moves.append(LineRequest(source.id, line.sku_id, -line.quantity_base, reason_code=reasons.MOVE_OUT))
        moves.append(_into(transit_id, line, line.quantity_base))
    return _request("transfer", number, source.branch_id, moves, note, at)


def arrivals(lines: Sequence[TransferLineRow], arrival: TransferArrival) -> dict[int, int]:
    """Position -> base units that arrive now.

    Raises TransitionRefused for a line that has arrived whole already, InvalidInput for more than is still in transit.
    """
    still = {line.position: line.open_base for line in lines}
    if arrival.lines is None:
        return {position: quantity for position, quantity in still.items() if quantity}
    arrived: dict[int, int] = {}
    for index, line in enumerate(arrival.lines):
        if still.get(line.position) == 0:
            raise TransitionRefused(f"Line {line.position} has arrived whole already.", field=f"lines[{index}]")
        arrived[line.position] = arrived.get(line.position, 0) + line.quantity_base
        if line.quantity_base <= 0 or arrived[line.position] > still.get(line.position, 0):
            raise StockInvalid(
                f"Line {line.position} has {still.get(line.position, 0)} in transit.",
                field=f"lines[{index}].quantity_base",
            )
    if not arrived and not arrival.write_off_rest:
        raise StockInvalid("Nothing arrives and nothing is written off.", field="lines")
    return arrived


def receive_request(
    transfer: TransferRow, lines: Sequence[TransferLineRow], arrived: Mapping[int, int], branch_id: int, at: When
) -> PostingRequest | None:
    """Out of transit and into the destination, at the cost each line carries. None where nothing arrives."""
    moves = []
    for line in lines:
        if quantity := arrived.get(line.position, 0):
            moves.append(_out_of(transfer.transit_location_id, line, quantity, reasons.MOVE_OUT))
            moves.append(_into(transfer.to_location_id, line, quantity))
    return _request("transfer", transfer.number, branch_id, moves, "", at) if moves else None


def write_off_request(
    transfer: TransferRow, lines: Sequence[TransferLineRow], branch_id: int, note: str, at: When
) -> PostingRequest | None:
    """What is still in transit is lost. None where everything has arrived."""
    moves = [
        _out_of(transfer.transit_location_id, line, line.open_base, reasons.DISCARD) for line in lines if line.open_base
    ]
    return _request("disposal", transfer.number, branch_id, moves, note, at) if moves else None


def transfer_answer(
    transfer: TransferRow, lines: Sequence[TransferLineRow], skus: Mapping[int, SkuName]
) -> TransferAnswer:
    sent = tuple(
        SentLine(line.position, skus[line.sku_id].code, line.quantity_base, line.open_base, skus[line.sku_id].unit)
        for line in lines
    )
    return TransferAnswer(transfer.id, transfer.number, transfer.state, transfer.version, sent)


def _into(location_id: int, line: TransferLineRow, quantity_base: int) -> LineRequest:
    return LineRequest(location_id, line.sku_id, quantity_base, 0, line.unit_cost_micros, reasons.MOVE_IN)


def _out_of(location_id: int, line: TransferLineRow, quantity_base: int, reason_code: int) -> LineRequest:
    return LineRequest(location_id, line.sku_id, -quantity_base, 0, line.unit_cost_micros, reason_code)


def _request(
    kind: str, number: str, branch_id: int, moves: Sequence[LineRequest], note: str, at: When
) -> PostingRequest:
    return PostingRequest(
        kind=kind,
        branch_id=branch_id,
        occurred_at=at.occurred_at,
        business_date=at.business_date,
        lines=tuple(moves),
        reference=number,
        reason=note,
    )
