"""Asking the stock book for what an order's lines still want, as its policy and `when_short` say. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec

from kontor.inventory.errors import StockShort
from kontor.inventory.stock_book import Posted, StockBook
from kontor.inventory.types import LineRequest, PostingRequest, Short
from kontor.sales.stock_steps import take_lines, took, wanted, what_is_there
from kontor.sales.types import LineState

_KINDS = {"reserve": "reservation", "issue": "issue"}


class PostingHead(msgspec.Struct, frozen=True):
    """What the stock journal notes of an order's postings beside the lines."""

    branch_id: int
    location_id: int
    reference: str
    occurred_at: datetime
    business_date: date
    is_fact: bool = False

    def request(self, kind: str, lines: tuple[LineRequest, ...]) -> PostingRequest:
        return PostingRequest(
            kind=kind,
            branch_id=self.branch_id,
            occurred_at=self.occurred_at,
            business_date=self.business_date,
            lines=lines,
            reference=self.reference,
            is_fact=self.is_fact,
        )


class Taken(msgspec.Struct):
    """What came of it: a posting to write and its kind for the order, or the reason to hold the order."""

    posted: Posted | None = None
    kind: str = ""
    hold_reason: str = ""


def take_stock(
    lines: Sequence[LineState],
    effect: str,
    when_short: str,
    head: PostingHead,
    book: StockBook,
    *,
    posting_id: int,
    give_back: tuple[LineRequest, ...] = (),
) -> Taken:
    """Reserve or issue (`effect`; "" does nothing) what `lines` still want, and write onto them what they got.

    Raises StockShort naming every short line under `refuse`; under `hold` nothing is taken and the reason is given;
    under `backorder` what is there is taken, first line first. `give_back` is posted in the same document.
    """
    quantities = wanted(lines) if effect else {}
    if not quantities and not give_back:
        return Taken()
    kind = _KINDS[effect] if quantities else ("return" if any(line.on_hand_delta for line in give_back) else "release")
    request = head.request(kind, give_back + take_lines(lines, head.location_id, effect, quantities))
    decision = book.post(request, posting_id=posting_id)
    if decision.shorts and when_short == "backorder":
        quantities = what_is_there(lines, _available(lines, head.location_id, book, give_back))
        request = head.request(kind, give_back + take_lines(lines, head.location_id, effect, quantities))
        if not request.lines:
            return Taken()
        decision = book.post(request, posting_id=posting_id)
    if decision.shorts:
        shorts = named(decision.shorts, lines)
        if when_short == "hold":
            return Taken(hold_reason=hold_reason(shorts))
        raise StockShort(shorts)
    took(lines, effect, quantities)
    return Taken((posting_id, request, decision), effect if quantities else kind)


def _available(
    lines: Sequence[LineState], location_id: int, book: StockBook, give_back: Sequence[LineRequest]
) -> Mapping[int, int]:
    levels = {line.sku_id: book.level(location_id, line.sku_id) for line in lines}
    back = dict.fromkeys(levels, 0)
    for line in give_back:
        back[line.sku_id] = back.get(line.sku_id, 0) + line.on_hand_delta - line.reserved_delta
    return {sku_id: level.available + back[sku_id] for sku_id, level in levels.items() if level is not None}


def named(shorts: Sequence[Short], lines: Sequence[LineState]) -> list[Short]:
    """The shorts with the SKU's code also where there is no stock level to take it from."""
    codes = {line.sku_id: line.sku_code for line in lines}
    return [msgspec.structs.replace(short, sku=codes.get(short.sku_id, short.sku)) for short in shorts]


def hold_reason(shorts: Sequence[Short]) -> str:
    """What is short, said to people: every short line and by how much."""
    return "; ".join(f"{short.sku}: {short.available} of {short.requested} there" for short in shorts)
