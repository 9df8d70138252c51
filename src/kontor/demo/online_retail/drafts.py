"""The file's documents as the drafts that Kontor's operations take."""

from __future__ import annotations

from typing import Final, Literal

from kontor.catalog.types import ProductDraft, SkuDraft
from kontor.demo.online_retail.documents import SOURCE, SourceDocument, is_service
from kontor.demo.online_retail.opening_stock import SourceSku
from kontor.demo.online_retail.source_rows import SourceRow
from kontor.inventory.schemas import AdjustmentDraft, AdjustmentDraftLine
from kontor.parties.types import CustomerDraft
from kontor.sales.types import DraftLine, OrderDraft, ReversalDraft, ReversalLine

LOCATION: Final = "ONLINE-RETAIL"
TAX_CLASS: Final = "ONLINE-RETAIL"
WALK_IN: Final = "WALK-IN"
NO_DESCRIPTION: Final = "no description in the source"
CANCELLED: Final = "cancelled in the source"


def product_draft(sku: SourceSku) -> ProductDraft:
    """One product with one SKU a code; what nobody described is called by its code."""
    kind: Literal["service", "finished"] = "service" if is_service(sku.code) else "finished"
    return ProductDraft(
        code=sku.code, name=sku.name or sku.code, tax_class=TAX_CLASS, type=kind, skus=(SkuDraft(code=sku.code),)
    )


def customer_code(document: SourceDocument) -> str:
    """An order needs a customer: lines without one are those of the walk-in customer."""
    return document.customer or WALK_IN


def customer_draft(document: SourceDocument) -> CustomerDraft:
    if not document.customer:
        return CustomerDraft(code=WALK_IN, name="Customers without a number (Online Retail)")
    return CustomerDraft(code=document.customer, name=f"Customer {document.customer}", country=document.country[:80])


def order_draft(document: SourceDocument) -> OrderDraft:
    return OrderDraft(
        location=LOCATION,
        customer=customer_code(document),
        lines=tuple(_order_line(row) for row in document.rows),
        confirm=True,
        ordered_at=document.at,
        source=SOURCE,
        external_reference=document.reference,
    )


def _order_line(row: SourceRow) -> DraftLine:
    if row.price == 0:
        return DraftLine(row.code, row.quantity, None, None, 0, True)
    return DraftLine(row.code, row.quantity, None, str(row.price))


def reversal_draft(document: SourceDocument) -> ReversalDraft:
    """The file does not say which sale is cancelled, so each line names its goods and what they were worth."""
    return ReversalDraft(
        location=LOCATION,
        reason=CANCELLED,
        customer=customer_code(document),
        lines=tuple(ReversalLine(-row.quantity, sku=row.code, unit_price=str(row.price)) for row in document.rows),
        occurred_at=document.at,
        source=SOURCE,
        external_reference=document.reference,
    )


def adjustment_draft(document: SourceDocument) -> AdjustmentDraft:
    """A service among the lines stays on the document, and moves nothing."""
    return AdjustmentDraft(
        location=LOCATION,
        note=document.rows[0].description[:200] or NO_DESCRIPTION,
        lines=tuple(
            AdjustmentDraftLine(sku=row.code, quantity=row.quantity, reason=row.description[:200] or NO_DESCRIPTION)
            for row in document.rows
        ),
        occurred_at=document.at,
        source=SOURCE,
        external_reference=document.reference,
        allow_services=True,
    )
