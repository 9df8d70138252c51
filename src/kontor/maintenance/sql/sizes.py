"""How much there is to compare."""

from __future__ import annotations

import msgspec

from kontor.kernel.statements import Read


class Sizes(msgspec.Struct, frozen=True):
    levels: int
    movements: int
    postings: int
    orders: int
    lines: int
    reversals: int
    adjustments: int
    transfers: int
    events: int
    day_totals: int
    supplier_accounts: int
    supplier_entries: int


def sizes_read() -> Read:
    tables = {
        "levels": "inventory_stocklevel",
        "movements": "inventory_stockmovement",
        "postings": "inventory_stockposting",
        "orders": "sales_salesorder",
        "lines": "sales_orderline",
        "reversals": "sales_salesreversal",
        "adjustments": "inventory_stockadjustment",
        "transfers": "inventory_transfer",
        "events": "kernel_event",
        "day_totals": "reporting_daytotal",
        "supplier_accounts": "payables_supplieraccount",
        "supplier_entries": "payables_supplierentry",
    }
    counts = ", ".join(f"(SELECT count(*) FROM {table}) AS {name}" for name, table in tables.items())
    return Read(f"SELECT {counts}", (), Sizes)
