from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from kontor.access.types import Actor
from kontor.catalog.operations import create_products
from kontor.demo.errors import CodeForeign
from kontor.demo.online_retail.documents import SOURCE, SourceDocument
from kontor.demo.online_retail.drafts import TAX_CLASS, customer_code, customer_draft, product_draft
from kontor.demo.online_retail.opening_stock import SourceFacts
from kontor.demo.operations.open_stock import open_stock
from kontor.demo.queries import known_skus
from kontor.parties.operations import create_customers
from kontor.parties.queries import customer_ids_by_code


class KnownCodes(msgspec.Struct):
    """Which codes of the file are there: products, those whose stock has begun, and customers met so far."""

    products: set[str]
    opened: set[str]
    customers: set[str]


def known_codes(facts: SourceFacts) -> KnownCodes:
    """What earlier replays have made. Raises CodeForeign where a code is somebody else's product."""
    skus = known_skus(SOURCE, facts.skus)
    foreign = sorted(code for code, sku in skus.items() if sku.tax_class != TAX_CLASS)
    if foreign:
        raise CodeForeign(
            f"There is a product {foreign[0]} already that is not of this file; choose another data directory (--data)"
            " or database (--database-url).",
            product=foreign[0],
        )
    return KnownCodes(set(skus), {code for code, sku in skus.items() if sku.has_opening}, set())


def make_known(
    documents: Sequence[SourceDocument], facts: SourceFacts, known: KnownCodes, *, actor: Actor, now: datetime
) -> None:
    """Create the products and customers the documents name for the first time, and begin the products' stock.

    Inside the caller's transaction; `known` is brought up to date.
    """
    _make_customers(documents, known, actor, now)
    posted = [document for document in documents if document.kind != "skip"]
    skus = [facts.skus[code] for code in _unique(row.code for document in posted for row in document.rows)]
    new = [sku for sku in skus if sku.code not in known.products]
    if new:
        create_products(drafts=[product_draft(sku) for sku in new], actor=actor, now=now)
        known.products.update(sku.code for sku in new)
    unopened = [sku for sku in skus if sku.opening_quantity and sku.code not in known.opened]
    if unopened:
        open_stock(skus=unopened, opened_at=facts.opened_at, actor=actor, now=now)
        known.opened.update(sku.code for sku in unopened)


def _make_customers(documents: Sequence[SourceDocument], known: KnownCodes, actor: Actor, now: datetime) -> None:
    named = {customer_code(document): document for document in reversed(documents) if document.kind in _OF_CUSTOMERS}
    unmet = {code: document for code, document in named.items() if code not in known.customers}
    if not unmet:
        return
    there = customer_ids_by_code(unmet)
    drafts = [customer_draft(document) for code, document in reversed(unmet.items()) if code not in there]
    if drafts:
        create_customers(drafts=drafts, actor=actor, now=now)
    known.customers.update(unmet)


_OF_CUSTOMERS = frozenset({"sale", "reversal"})


def _unique(codes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(codes))
