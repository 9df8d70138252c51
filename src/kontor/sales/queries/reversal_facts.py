"""Everything reversing sales must know, in one read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kontor.kernel.ids import next_ids
from kontor.kernel.statements import read_all
from kontor.pricing.queries import gather, is_wide, learns_wide, price_lists_read, sku_terms_read
from kontor.sales.facts import ReversalFacts
from kontor.sales.sql.orders import issue_costs_read, lines_read, orders_read
from kontor.sales.sql.placing import (
    ExternalKey,
    customers_read,
    places_read,
)
from kontor.sales.sql.reversals import earlier_reversals_read, returned_before_read
from kontor.sales.types import LineState, ReversalDraft


def read_reversal_facts(drafts: Sequence[ReversalDraft], on: date) -> ReversalFacts:
    """One round trip on PostgreSQL. `on`: the day whose prices and tax rates count where a draft names none."""
    customers = sorted({draft.customer for draft in drafts if draft.customer})
    skus = sorted({line.sku for draft in drafts for line in draft.lines if line.sku})
    order_ids = sorted({draft.order_id for draft in drafts if draft.order_id})
    keys = [ExternalKey(draft.source, draft.external_reference) for draft in drafts if draft.external_reference]
    read_wide = is_wide()
    rows = read_all(
        [
            next_ids("sales_salesreversal", len(drafts)),
            next_ids("inventory_stockposting", len(drafts)),
            places_read(sorted({draft.location for draft in drafts})),
            customers_read(customers),
            price_lists_read(customers),
            orders_read(order_ids),
            lines_read(order_ids),
            returned_before_read(order_ids),
            issue_costs_read(order_ids),
            earlier_reversals_read(keys),
            sku_terms_read(skus, on, customer_codes=customers),
        ]
    )
    if learns_wide(rows[4], read_wide=read_wide):
        rows[4], rows[10] = read_all([price_lists_read(customers), sku_terms_read(skus, on, customer_codes=customers)])
    lines_of: dict[int, list[LineState]] = {order.id: [] for order in rows[5]}
    for line in rows[6]:
        lines_of[line.order_id].append(line)
    return ReversalFacts(
        reversal_ids=[row.id for row in rows[0]],
        posting_ids=[row.id for row in rows[1]],
        places={place.location: place for place in rows[2]},
        customers={customer.code: customer for customer in rows[3]},
        price_lists=rows[4],
        orders={order.id: order for order in rows[5]},
        lines=lines_of,
        returned={row.order_line_id: row for row in rows[7]},
        issue_costs={(row.order_id, row.sku_id): row.unit_cost_micros for row in rows[8]},
        earlier={(row.source, row.external_reference): row for row in rows[9]},
        terms=gather(rows[10]),
    )
