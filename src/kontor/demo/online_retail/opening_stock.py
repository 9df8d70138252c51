"""The file knows no stock levels: what must have been there at the start, so that no sale goes short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from kontor.demo.errors import SourceInvalid
from kontor.demo.online_retail.documents import Kind, SourceDocument, is_service
from kontor.demo.online_retail.source_rows import SourceRow


class SourceSku(msgspec.Struct):
    """What the whole file says of one code. `lowest` is how far its balance fell below the start, never above 0."""

    code: str
    name: str = ""
    is_named_by_sale: bool = False
    balance: int = 0
    lowest: int = 0

    @property
    def opening_quantity(self) -> int:
        return -self.lowest


class SourceFacts(msgspec.Struct):
    """What one pass over the file finds out before anything is written: a few numbers a code, whatever its size."""

    skus: Mapping[str, SourceSku]
    rows: int
    first_at: datetime

    @property
    def opened_at(self) -> datetime:
        """When the stock was opened: as the first day began."""
        return self.first_at.replace(hour=0, minute=0, second=0)


def scan(documents: Iterable[SourceDocument]) -> SourceFacts:
    """Add up every code's balance, document by document, in the order they will be posted.

    Raises SourceInvalid for a file without rows.
    """
    skus: dict[str, SourceSku] = {}
    rows = 0
    first_at: datetime | None = None
    for document in documents:
        rows += len(document.rows)
        first_at = first_at or document.at
        if document.kind != "skip":
            _post(document, skus)
    if first_at is None:
        raise SourceInvalid("The file has no rows after its header.")
    return SourceFacts(skus, rows, first_at)


def _post(document: SourceDocument, skus: dict[str, SourceSku]) -> None:
    for row in document.rows:
        sku = skus.get(row.code)
        if sku is None:
            sku = skus[row.code] = SourceSku(row.code)
        _name(sku, row)
        if not is_service(row.code):
            sku.balance += stock_delta(row, document.kind)
    for row in document.rows:
        skus[row.code].lowest = min(skus[row.code].lowest, skus[row.code].balance)


def stock_delta(row: SourceRow, kind: Kind) -> int:
    """What a line does to stock: a sale takes its quantity, a reversal (negative in the file) brings it back."""
    return -row.quantity if kind in ("sale", "reversal") else row.quantity


def _name(sku: SourceSku, row: SourceRow) -> None:
    """Unpriced lines are described as "damaged" or "?": a product is called as it was first sold."""
    is_priced = row.price > 0
    if row.description and not sku.is_named_by_sale and (is_priced or not sku.name):
        sku.name, sku.is_named_by_sale = row.description, is_priced
