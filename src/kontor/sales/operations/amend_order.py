from __future__ import annotations

from datetime import datetime

from kontor.access.types import Actor
from kontor.customization.fields import changed_custom, values_of
from kontor.inventory.stock_book import StockBook
from kontor.kernel.wire import RequestKey
from kontor.sales.amending import amend_lines, by_sku, give_back
from kontor.sales.change import Change, Step, line_row
from kontor.sales.errors import OrderInvalid
from kontor.sales.events import OrderAmended
from kontor.sales.operations.change_orders import change_orders
from kontor.sales.placing import discount_of, price_state
from kontor.sales.queries.amend_facts import read_amend_facts
from kontor.sales.states import CLOSED, CONFIRMED, check_step, fulfillment_of
from kontor.sales.stock_steps import effect_of
from kontor.sales.taking import take_stock
from kontor.sales.types import AmendLine, BatchAnswer, LineState, OrderAmendment, OrderState


def amend_order(
    *,
    order_id: int,
    version: int | None,
    amendment: OrderAmendment,
    actor: Actor,
    now: datetime,
    key: RequestKey | None = None,
    replaces_by_sku: bool = False,
) -> BatchAnswer:
    """Change the lines or the header of an order that is neither billed nor gone.

    Unchanged lines keep their frozen price; a confirmed order's promises follow in the same transaction, what is given
    up counting towards what is newly asked. `replaces_by_sku`: each line replaces all lines of its SKU. `version`: the
    one the caller saw; another is refused with PreconditionFailed. Locks as in `change_orders`.
    """
    if amendment.when_short not in ("refuse", "backorder"):
        raise OrderInvalid("when_short is refuse or backorder.", field="when_short")
    skus = sorted({line.sku for line in amendment.lines if line.sku})
    facts = read_amend_facts(order_id, skus, actor=actor, now=now)

    def decide(step: Step, book: StockBook) -> Change:
        order = step.order
        check_step(order, "amend")
        before = _picture(order, step.lines)
        amended = amend_lines(
            step.lines, _changes(amendment, step.lines, replaces_by_sku=replaces_by_sku), facts.terms, actor
        )
        _amend_header(order, amendment, actor)
        if amendment.custom is not None:
            order.custom = changed_custom(facts.custom_schema, order.custom, amendment.custom)
        _reprice(order, amended.lines)
        back = give_back(amended, order.location_id, step.issue_costs)
        effect = effect_of("confirm", order.deduct_at) if order.lifecycle == CONFIRMED else ""
        effect = effect or effect_of("place", order.deduct_at)
        head = step.head() if back or effect else None
        taken = (
            take_stock(
                amended.lines,
                effect,
                amendment.when_short,
                head,
                book,
                posting_id=step.posting_id,
                give_back=back,
            )
            if head
            else None
        )
        order.fulfillment = fulfillment_of(amended.lines)
        if order.fulfillment == "full" and order.lifecycle == CONFIRMED:
            order.lifecycle, order.closed_at = CLOSED, now
        return Change(
            action="order.amend",
            order=order,
            lines=amended.lines,
            news=[OrderAmended(order.id, order.number, order.currency, order.total_minor)],
            diff={"order": (before, _picture(order, amended.lines))},
            posted=taken.posted if taken else None,
            kind=taken.kind if taken else "",
            added=[line_row(line, order.id) for line in amended.lines if not line.id],
            removed_ids=[line.id for line in amended.removed],
        )

    versions = {} if version is None else {order_id: version}
    return change_orders([order_id], decide, actor=actor, now=now, key=key, versions=versions, extra_skus=skus)


def _changes(amendment: OrderAmendment, lines: list[LineState], *, replaces_by_sku: bool) -> list[AmendLine]:
    if not replaces_by_sku:
        return list(amendment.lines)
    return [change for want in amendment.lines for change in by_sku(lines, want)]


def _amend_header(order: OrderState, amendment: OrderAmendment, actor: Actor) -> None:
    if amendment.priority is not None:
        if amendment.priority not in (1, 2, 3):
            raise OrderInvalid("priority is 1, 2 or 3.", field="priority")
        order.priority = amendment.priority
    if amendment.route is not None:
        if len(amendment.route) > 40:
            raise OrderInvalid("route has at most 40 characters.", field="route")
        order.route = amendment.route
    if amendment.wanted_on is not None:
        order.wanted_on = amendment.wanted_on
    if amendment.discount is not None:
        was = order.discount_minor
        order.discount_minor = discount_of(amendment.discount, order.currency, actor, was_minor=was)


def _reprice(order: OrderState, lines: list[LineState]) -> None:
    priced = price_state(
        lines,
        discount_minor=order.discount_minor,
        is_tax_inclusive=order.is_tax_inclusive,
        currency=order.currency,
    )
    order.net_minor, order.tax_minor, order.total_minor = priced.net_minor, priced.tax_minor, priced.total_minor


def _picture(order: OrderState, lines: list[LineState]) -> dict[str, object]:
    """What the audit keeps of the order before and after."""
    return {
        "total": order.total_minor,
        "priority": order.priority,
        "route": order.route,
        "wanted_on": order.wanted_on,
        "custom": values_of(order.custom),
        "lines": [(line.position, line.sku_code, line.quantity_base, line.unit_price_micros) for line in lines],
    }
