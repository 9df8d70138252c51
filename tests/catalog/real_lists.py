"""Product lists of real traders as rows to put in."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from kontor.catalog.types import PackDraft, ProductPut
from tests.shared import shared_file, shared_rows

BATCH = 2_000


def batches(rows: Sequence[ProductPut]) -> Iterator[Sequence[ProductPut]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def wine_rows(tax_class: str) -> list[ProductPut]:
    with shared_file("wine_distributor/products.csv").open(encoding="utf-8", newline="") as file:
        return [
            ProductPut(
                row["product_id"],
                row["description"],
                tax_class,
                brand=row["brand"],
                category=("Wine and spirits", row["brand"]),
                packaging_unit="CT",
                packs=(PackDraft("PALLET", 60),),
                is_active=row["active"] == "1",
            )
            for row in csv.DictReader(file)
        ]


def grocery_rows(tax_class: str) -> list[ProductPut]:
    """92,331 articles of a supermarket; their kind and size are all the name they have."""
    return [
        ProductPut(
            row["product_id"],
            " ".join(filter(None, (row["product_type"] or row["product_category"] or "UNKNOWN", row["package_size"]))),
            tax_class,
            brand=row["brand"],
            category=tuple(name for name in (row["department"].strip(), row["product_category"].strip()) if name),
        )
        for row in shared_rows("complete_journey_sample/products.csv.gz")
    ]


def barcode_rows(tax_class: str) -> list[ProductPut]:
    """38,709 articles by the code that is printed on them, right or wrong."""
    return [
        ProductPut(
            row["barcode_id"],
            " ".join(row["product_name"].split()) or row["barcode_id"],
            tax_class,
            barcodes=(row["barcode_id"],),
        )
        for row in shared_rows("open_food_facts_sample/products.csv.gz")
    ]
