"""What reversing a sale reads: earlier twins, and how much of each order line came back before."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.kernel.statements import Read, among, keys_text, records, records_text
from kontor.sales.facts import EarlierReversal, ReturnedBefore
from kontor.sales.sql.placing import ExternalKey


def earlier_reversals_read(keys: Sequence[ExternalKey]) -> Read:
    # NOT (... = ''), word for word as the unique index has it: SQLite would walk the whole table otherwise.
    sql = (
        "SELECT r.id, r.number, r.order_id, r.currency, r.net_minor, r.tax_minor, r.total_minor, r.source,"
        f" r.external_reference FROM {records(ExternalKey)} CROSS JOIN sales_salesreversal r"
        " WHERE r.source = d.source AND r.external_reference = d.external_reference AND NOT (r.external_reference = '')"
    )
    return Read(sql, (records_text(keys),), EarlierReversal)


def returned_before_read(order_ids: Sequence[int]) -> Read:
    sql = (
        "SELECT x.order_line_id, CAST(sum(x.quantity_base) AS bigint) AS quantity_base,"
        " CAST(sum(x.net_minor) AS bigint) AS net_minor, CAST(sum(x.tax_minor) AS bigint) AS tax_minor"
        " FROM sales_salesreversalline x JOIN sales_orderline l ON l.id = x.order_line_id"
        f" WHERE {among('l.order_id', int)} GROUP BY x.order_line_id"
    )
    return Read(sql, (keys_text(order_ids),), ReturnedBefore)
