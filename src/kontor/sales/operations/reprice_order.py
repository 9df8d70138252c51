from __future__ import annotations

from datetime import datetime

from kontor.access.types import Actor
from kontor.inventory.stock_book import StockBook
from kontor.kernel.wire import RequestKey
from kontor.pricing.missing import no_price
from kontor.sales.change import Change, Step
from kontor.sales.errors import PriceMissing
from kontor.sales.events import OrderRepriced
from kontor.sales.operations.change_orders import change_orders
from kontor.sales.placing import price_state
from kontor.sales.queries.amend_facts import read_amend_facts
from kontor.sales.states import check_step
from kontor.sales.types import BatchAnswer


def reprice_order(
    *, order_id: int, version: int | None, actor: Actor, now: datetime, key: RequestKey | None = None
) -> BatchAnswer:
    """Give every line that is not free today's list price; the audit keeps each old and new price.

    The only way a frozen price changes. Refused once billed; raises PriceMissing when a line has no price today.
    """
    facts = read_amend_facts(order_id, [], actor=actor, now=now)

    def decide(step: Step, book: StockBook) -> Change:
        order = step.order
        check_step(order, "reprice")
        was_total, prices = order.total_minor, {}
        for line in step.lines:
            if line.is_free:
                continue
            sku = facts.terms.skus[line.sku_code]
            pack = sku.packs.get(line.pack_code)
            price = sku.unit_price_micros(pack, facts.terms.price_list, line.quantity_base) if pack else None
            if price is None:
                missing = no_price(line.sku_code, line.pack_code, facts.terms.price_list, facts.terms.on)
                raise PriceMissing(f"{missing}; set one first.", product=line.sku_code)
            prices[str(line.position)] = (line.unit_price_micros, price)
            line.list_price_micros = line.unit_price_micros = price
        priced = price_state(
            step.lines,
            discount_minor=order.discount_minor,
            is_tax_inclusive=order.is_tax_inclusive,
            currency=order.currency,
        )
        order.net_minor, order.tax_minor, order.total_minor = priced.net_minor, priced.tax_minor, priced.total_minor
        news = [OrderRepriced(order.id, order.number, order.currency, order.total_minor)]
        diff = {"total": (was_total, order.total_minor), "unit_price_micros": (None, prices)}
        return Change("order.reprice", order, step.lines, news, diff)

    versions = {} if version is None else {order_id: version}
    return change_orders([order_id], decide, actor=actor, now=now, key=key, versions=versions)
