"""What the file's rows mean: invoices, and the documents of Kontor that each of them becomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Final, Literal

import msgspec

from kontor.demo.online_retail.source_rows import SourceRow, read_rows

SOURCE: Final = "online-retail"
Kind = Literal["sale", "reversal", "adjustment", "skip"]

BAD_DEBT: Final = "adjusts a bad debt: no goods and no sale"
NOT_COUNTABLE: Final = "a line that neither sells nor moves anything"

_SERVICES: Final = frozenset(
    ("POST", "DOT", "M", "m", "D", "S", "C2", "B", "CRUK", "PADS", "AMAZONFEE", "BANK CHARGES")
)
_SERVICE_PREFIXES: Final = ("DCGS", "gift_")


class SourceDocument(msgspec.Struct, frozen=True):
    """One document to make of an invoice. `at` is the invoice's first time stamp; `reason` says why it is skipped."""

    kind: Kind
    reference: str
    at: datetime
    customer: str
    country: str
    rows: tuple[SourceRow, ...]
    reason: str = ""


def is_service(code: str) -> bool:
    """Postage, fees, discounts, vouchers: sold, but never in stock. Codes are case-sensitive."""
    return code in _SERVICES or code.startswith(_SERVICE_PREFIXES)


def scattered_invoices(rows: Iterable[SourceRow]) -> dict[str, int]:
    """Invoices whose rows do not stand together, and how many rows each has."""
    sizes: Counter[str] = Counter()
    scattered = set()
    for invoice, group in groupby(rows, key=attrgetter("invoice")):
        if invoice in sizes:
            scattered.add(invoice)
        sizes[invoice] += sum(1 for _ in group)
    return {invoice: sizes[invoice] for invoice in scattered}


def invoices(rows: Iterable[SourceRow], scattered: Mapping[str, int]) -> Iterator[list[SourceRow]]:
    """The rows by invoice, in file order; a scattered one comes where its last row stands."""
    waiting: dict[str, list[SourceRow]] = {invoice: [] for invoice in scattered}
    for invoice, group in groupby(rows, key=attrgetter("invoice")):
        if invoice not in waiting:
            yield list(group)
            continue
        waiting[invoice].extend(group)
        if len(waiting[invoice]) == scattered[invoice]:
            yield waiting.pop(invoice)


def read_documents(lines: Iterable[str], scattered: Mapping[str, int]) -> Iterator[SourceDocument]:
    """Every document of the file, in the order it is posted."""
    for invoice in invoices(read_rows(lines), scattered):
        yield from documents_of(invoice)


def documents_of(rows: Sequence[SourceRow]) -> list[SourceDocument]:
    """The documents of one invoice: together they hold each of its rows once.

    A... adjusts a bad debt. C... cancels: its negative lines come back. Any other invoice that sells something (a
    priced line) is a sale with its positive lines, unpriced ones free; what is left of it, or the whole of an invoice
    that sells nothing, adjusts the stock.
    """
    invoice = rows[0].invoice
    if invoice.startswith("A"):
        return [_document("skip", invoice, rows, rows, BAD_DEBT)]
    cancels = invoice.startswith("C")
    sells = any(row.quantity > 0 and row.price > 0 for row in rows)
    parts: dict[Kind, list[SourceRow]] = {}
    for row in rows:
        parts.setdefault(_kind(row, cancels=cancels, sells=sells), []).append(row)
    kinds = sorted(parts, key=_ORDER.index)
    return [
        _document(kind, invoice if index == 0 else f"{invoice}/{kind}", rows, parts[kind], NOT_COUNTABLE)
        for index, kind in enumerate(kinds)
    ]


#: The first document of an invoice carries its number, the others the number and their kind.
_ORDER: Final[tuple[Kind, ...]] = ("sale", "reversal", "adjustment", "skip")


def _kind(row: SourceRow, *, cancels: bool, sells: bool) -> Kind:
    if row.quantity == 0 or row.price < 0:
        return "skip"
    if cancels:
        return "reversal" if row.quantity < 0 else "skip"
    return "sale" if sells and row.quantity > 0 else "adjustment"


def _document(
    kind: Kind, reference: str, invoice: Sequence[SourceRow], rows: Sequence[SourceRow], reason: str
) -> SourceDocument:
    first = invoice[0]
    return SourceDocument(
        kind, reference, first.at, first.customer, first.country, tuple(rows), reason if kind == "skip" else ""
    )
