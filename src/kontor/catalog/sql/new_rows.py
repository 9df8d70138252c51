"""Inserting new products, SKUs, packs and barcodes."""

from __future__ import annotations

from collections.abc import Sequence

from kontor.catalog.new_rows import NewRows
from kontor.kernel.statements import Row, Write, insert


def new_rows_writes(rows: NewRows) -> list[Write]:
    """One insert per table that gets rows."""
    tables: dict[str, Sequence[Row]] = {
        "catalog_product": rows.products,
        "catalog_sku": rows.skus,
        "catalog_pack": rows.packs,
        "catalog_barcode": rows.barcodes,
    }
    return [insert(table, new) for table, new in tables.items() if new]
