from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kontor.access.types import Actor
from kontor.catalog.operations import put_products
from kontor.imports.types import ImportOptions, RowVerdict
from kontor.inventory.operations import put_stock
from kontor.kernel.wire import RequestKey
from kontor.parties.operations import put_areas, put_customers, put_suppliers
from kontor.parties.types import PutRules
from kontor.pricing.operations import put_prices
from kontor.procurement.operations import put_supplier_items


def put_batch(
    kind: str,
    rows: Sequence[Any],
    options: ImportOptions,
    *,
    actor: Actor,
    now: datetime,
    key: RequestKey | None,
    dry_run: bool,
) -> list[RowVerdict]:
    """The batch in the hands of the package it belongs to; one verdict a row, in their order."""
    how: dict[str, Any] = {"actor": actor, "now": now, "key": key, "dry_run": dry_run}
    match kind:
        case "areas":
            answer: Any = put_areas(rows=rows, **how)
        case "customers":
            rules = PutRules(options.unknown_areas, options.unknown_channels, options.missing_names)
            answer = put_customers(rows=rows, rules=rules, **how)
        case "suppliers":
            answer = put_suppliers(rows=rows, **how)
        case "products":
            answer = put_products(rows=rows, make_categories=options.make_categories, **how)
        case "prices":
            answer = put_prices(rows=rows, **how)
        case "supplier_items":
            answer = put_supplier_items(rows=rows, **how)
        case "stock":
            answer = put_stock(rows=rows, **how)
        case _:
            raise AssertionError(kind)
    return [
        RowVerdict(item.verdict, item.reason, item.field, tuple(getattr(item, "notes", ()))) for item in answer.items
    ]
