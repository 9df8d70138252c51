from __future__ import annotations

from datetime import date, datetime
from typing import Final

from kontor.access.types import Actor
from kontor.demo.company.clock import Clock
from kontor.demo.company.drafts import bill, payment, receipt, stock_lines
from kontor.demo.company.families import SUPPLIERS
from kontor.demo.company.goods import Item
from kontor.demo.company.places import DEPOT, SHOPS
from kontor.demo.company.supply import Supply
from kontor.inventory.operations import receive_stock, receive_transfer, send_transfer, set_reorder_point
from kontor.inventory.schemas import ArrivedLine, TransferArrival, TransferDraft
from kontor.payables.limits import MOST_ENTRIES
from kontor.payables.operations import post_entries
from kontor.payables.types import SupplierEntryDraft

_COST_PERCENT: Final = (98, 100, 103)  # of the usual cost, week by week
_POINTS: Final = 1_000
_DELIVERED: Final = 5 * 60
_SENT: Final = 5 * 60 + 30
_ARRIVED: Final = 6 * 60 + 30
_PAID_IN: Final = 2
_UNPAID: Final = 3  # of the first week's bills every third waits


def supply_week(*, supply: Supply, week: int, clock: Clock, actor: Actor) -> None:
    """Take in the week's deliveries and their bills on its first morning and send the counters what they will sell.

    The first week opens the shops' stock and sets the reorder points; in the last one a transfer arrives broken.
    Inside the caller's transaction.
    """
    day = 7 * week
    delivered_at = clock.at(day, _DELIVERED)
    for number, delivery in enumerate(supply.deliveries(week), start=1):
        document = receipt(
            DEPOT.code,
            delivery.lines,
            reference=f"DN-{week + 1}{number:03d}",
            note=f"Delivery of {SUPPLIERS[delivery.supplier]}",
            percent=_COST_PERCENT[week],
            at=delivered_at,
        )
        receive_stock(receipt=document, actor=actor, now=delivered_at)
    _settle(supply, week, clock, actor)
    if week == 0:
        _open_shops(supply, delivered_at, actor)
        _set_reorder_points(supply, delivered_at, actor)
    for location, lines in supply.transfers(week):
        _transfer(location, lines, clock, day, actor, breaks=week == 2 and location == SHOPS[1].code)


def _settle(supply: Supply, week: int, clock: Clock, actor: Actor) -> None:
    """Enter the bills that came with the deliveries; the last week's morning pays most of the first week's."""
    on, now = clock.on(7 * week), clock.at(7 * week, _DELIVERED)
    entries = _bills(supply, week, on)
    if week == _PAID_IN:
        billed = _bills(supply, 0, on)
        entries += [payment(bill, on=on) for number, bill in enumerate(billed, start=1) if number % _UNPAID]
    for start in range(0, len(entries), MOST_ENTRIES):
        post_entries(drafts=entries[start : start + MOST_ENTRIES], actor=actor, now=now)


def _bills(supply: Supply, week: int, on: date) -> list[SupplierEntryDraft]:
    return [
        bill(delivery, reference=f"INV-{week + 1}{number:03d}", percent=_COST_PERCENT[week], on=on)
        for number, delivery in enumerate(supply.deliveries(week), start=1)
    ]


def _open_shops(supply: Supply, at: datetime, actor: Actor) -> None:
    for shop in SHOPS:
        document = receipt(
            shop.code,
            supply.opening(shop.code),
            reference=f"OPENING {shop.code}",
            note="Opening stock",
            percent=_COST_PERCENT[0],
            at=at,
        )
        receive_stock(receipt=document, actor=actor, now=at)


def _set_reorder_points(supply: Supply, at: datetime, actor: Actor) -> None:
    points = supply.reorder_points()
    for start in range(0, len(points), _POINTS):
        set_reorder_point(points=points[start : start + _POINTS], actor=actor, now=at)


def _transfer(
    location: str, lines: list[tuple[Item, int]], clock: Clock, day: int, actor: Actor, *, breaks: bool
) -> None:
    """One piece of a transfer that breaks is written off; the shop's safety stock covers it."""
    sent_at, arrived_at = clock.at(day, _SENT), clock.at(day, _ARRIVED)
    draft = TransferDraft(
        from_location=DEPOT.code,
        to_location=location,
        lines=stock_lines(lines),
        note=f"Week {day // 7 + 1}",
        sent_at=sent_at,
    )
    sent = send_transfer(transfer=draft, actor=actor, now=sent_at)
    arrival = TransferArrival(received_at=arrived_at)
    if breaks:
        arrived = [(position, base - (position == 1)) for position, (_, base) in enumerate(lines, start=1)]
        arrival = TransferArrival(
            lines=tuple(ArrivedLine(position=position, quantity_base=base) for position, base in arrived if base),
            write_off_rest=True,
            note="One piece broken on the way",
            received_at=arrived_at,
        )
    receive_transfer(transfer_id=sent.id, arrival=arrival, actor=actor, now=arrived_at)
