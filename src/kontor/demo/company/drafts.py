"""The planned trade as the drafts that operations take. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

from kontor.demo.company.clock import Clock
from kontor.demo.company.goods import Item
from kontor.demo.company.places import CURRENCY, DEPOT, SALES
from kontor.demo.company.supply import Delivery, Supply
from kontor.demo.company.trade import SOURCE, PlannedOrder
from kontor.inventory.schemas import ReceiptLine, StockLine, StockReceipt
from kontor.kernel.money import decimal_from_minor
from kontor.payables.types import SupplierEntryDraft
from kontor.sales.types import DraftLine, OrderAnswer, OrderDraft, ShipLine, ShipRequest

_CONFIRMED = frozenset({"held", "confirmed", "backordered", "partly", "partly_backordered", "shipped", "cancelled"})
_SHIPPED = frozenset({"shipped", "partly", "partly_backordered"})


def order_draft(order: PlannedOrder, supply: Supply, clock: Clock, day: int) -> OrderDraft:
    is_sold = order.fate == "sold"
    when_short = "hold" if order.fate == "held" else "backorder" if "backordered" in order.fate else "refuse"
    return OrderDraft(
        location=order.location,
        customer=order.customer,
        lines=tuple(
            DraftLine(
                sku=line.sku,
                quantity=supply.quantity(order.location, line),
                pack=line.pack,
                discount_bp=line.discount_bp,
            )
            for line in order.lines
        ),
        confirm=order.fate in _CONFIRMED,
        submit=order.fate == "submitted",
        counter_sale=is_sold,
        when_short=when_short,
        ordered_at=clock.at(day, order.minute),
        route=order.route,
        priority=order.priority,
        sales_rep=None if is_sold else SALES,
        wanted_on=None if is_sold else clock.on(day) + timedelta(days=1),
        source=SOURCE,
        external_reference=order.reference,
    )


def ship_request(order: PlannedOrder, placed: OrderAnswer, shipped_at: datetime) -> ShipRequest | None:
    """All that is ready; of a partly shipped order half of its first line. None where nothing leaves."""
    if order.fate not in _SHIPPED:
        return None
    lines = None
    if order.fate == "partly":
        first = order.lines[0]
        lines = (ShipLine(position=1, quantity_base=first.base // 2),)
    return ShipRequest(order_id=placed.id, lines=lines, shipped_at=shipped_at)


def receipt(
    location: str, lines: Sequence[tuple[Item, int]], *, reference: str, note: str, percent: int, at: datetime
) -> StockReceipt:
    """Goods at `percent` of their usual cost, each in the pack it is bought in where that comes out even."""
    return StockReceipt(
        location=location,
        lines=tuple(_receipt_line(item, base, percent) for item, base in lines),
        reference=reference,
        note=note,
        occurred_at=at,
    )


def _receipt_line(item: Item, base: int, percent: int) -> ReceiptLine:
    factor, pack = (item.factor, item.pack) if base % item.factor == 0 else (1, "EA")
    cost = decimal_from_minor(item.cost_minor * percent // 100 * factor, CURRENCY)
    return ReceiptLine(sku=item.code, quantity=base // factor, unit_cost=cost, pack=pack)


def bill(delivery: Delivery, *, reference: str, percent: int, on: date) -> SupplierEntryDraft:
    """What the supplier asks for a delivery that is received at `percent` of the usual cost."""
    amount = sum(item.cost_minor * percent // 100 * base for item, base in delivery.lines)
    return SupplierEntryDraft(
        supplier=delivery.supplier,
        kind="bill",
        amount_minor=amount,
        branch=DEPOT.code,
        business_date=on,
        reference=reference,
    )


def payment(billed: SupplierEntryDraft, *, on: date) -> SupplierEntryDraft:
    return msgspec.structs.replace(
        billed, kind="payment", business_date=on, note=f"For {billed.reference}", reference=""
    )


def stock_lines(lines: Sequence[tuple[Item, int]]) -> tuple[StockLine, ...]:
    return tuple(StockLine(sku=item.code, quantity=base, pack="EA") for item, base in lines)
