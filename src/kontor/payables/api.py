"""What is owed to suppliers: balances by age, statements, and posting to the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kontor.access.http import actor_of, call_of
from kontor.kernel.masking import FieldMasked
from kontor.kernel.openapi import PAGE, Query, operation
from kontor.kernel.query_string import optional_choice
from kontor.kernel.text import TextInvalid
from kontor.kernel.views import ApiView
from kontor.kernel.wire import Page, cursor, decode, optional_day, optional_flag, page_size, respond, text
from kontor.organization.queries import today_of
from kontor.parties.errors import SupplierNotFound
from kontor.payables import queries
from kontor.payables.errors import EntryInvalid, EntryNotFound, EntryReversed, PeriodClosed
from kontor.payables.operations import post_entries, reverse_entry
from kontor.payables.queries import SORTS, BalanceFilter, StatementFilter
from kontor.payables.types import (
    Aging,
    BalanceTotal,
    EntryReversal,
    KindTotal,
    PostedEntries,
    PostedEntry,
    StatementLine,
    SupplierBalance,
    SupplierEntriesPost,
    SupplierEntryDetail,
    SupplierEntryDraft,
    SupplierStatement,
)

_TAGS: Final = ["payables"]
_BILLED: Final = date(2026, 11, 3)
_DUE: Final = date(2026, 12, 3)
_AT: Final = datetime(2026, 11, 3, 8, 30, tzinfo=UTC)
_AGING: Final = Aging(1_160_000, 0, 0, 0, 0, 0, 0)
_LINE: Final = StatementLine(
    id=51,
    business_date=_BILLED,
    kind="bill",
    reference="INV-2031",
    note="",
    due_on=_DUE,
    advance_minor=0,
    branch="NBO",
    who="amina",
    recorded_at=_AT,
    reverses_id=None,
    reversed_by_id=None,
    amount_minor=1_160_000,
    balance_minor=1_160_000,
)
_ENTRY: Final = SupplierEntryDetail(
    id=51,
    supplier_id=5,
    supplier="MILL",
    supplier_name="Valley Mill",
    kind="bill",
    reference="INV-2031",
    amount_minor=1_160_000,
    currency="KES",
    business_date=_BILLED,
    due_on=_DUE,
    advance_minor=0,
    branch="NBO",
    note="",
    who="amina",
    recorded_at=_AT,
    reverses_id=None,
    reversed_by_id=None,
)
_STATEMENT: Final = SupplierStatement(
    supplier_id=5,
    supplier="MILL",
    supplier_name="Valley Mill",
    payment_terms="net_30",
    currency="KES",
    from_on=date(2026, 11, 1),
    to_on=date(2026, 11, 21),
    brought_in_minor=0,
    brought_in_on=None,
    is_opening_left_out=False,
    opening_minor=0,
    closing_minor=1_160_000,
    totals=[
        KindTotal("bill", 1, 1_160_000),
        *(KindTotal(kind, 0, 0) for kind in ("payment", "credit", "adjustment")),
    ],
    aging=_AGING,
    items=[_LINE],
    page_opening_minor=0,
    page_closing_minor=1_160_000,
    next_cursor=None,
)
_BALANCE: Final = SupplierBalance(5, "MILL", "Valley Mill", True, "net_30", "KES", 1_160_000, _AGING)
_DRAFT: Final = SupplierEntryDraft(
    supplier="MILL", kind="bill", amount_minor=1_160_000, branch="NBO", business_date=_BILLED, reference="INV-2031"
)
_SEARCH: Final = Query("search", str, "The start of a code or a part of a name.")
_ON: Final = Query("on", date, "The day whose ages are shown; today unless said.")
_LIST: Final = (
    *PAGE,
    _SEARCH,
    Query("open", bool, "true: only suppliers whose balance is not nought; false: only the others."),
    Query("sort", str, "By name unless said; a minus: from the highest down.", choices=SORTS),
    _ON,
)
_TOTALS: Final = (_SEARCH, _ON)
_DAYS: Final = (
    *PAGE,
    Query("from_on", date, "The first business date; the first of the last day's month unless said."),
    Query("to_on", date, "The last business date; today unless said."),
)


def _today(request: HttpRequest) -> date:
    return today_of(actor=actor_of(request), now=timezone.now())


class BalanceTotals(msgspec.Struct, frozen=True):
    items: list[BalanceTotal]


class SupplierBalancesView(ApiView):
    @operation(
        id="list_supplier_balances",
        summary="What is owed to each supplier, by age",
        tags=_TAGS,
        query=_LIST,
        response=Page[SupplierBalance],
        answer=Page([_BALANCE], None),
        problems=[FieldMasked],
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        """Balances of now. Ages count the days since what is open was due; what was paid settles what was due first."""
        found = queries.list_balances(
            actor=actor_of(request),
            on=optional_day(request, "on") or _today(request),
            wanted=BalanceFilter(search=text(request, "search"), is_open=optional_flag(request, "open")),
            after=cursor(request),
            limit=page_size(request),
            sort=optional_choice(request, "sort", SORTS) or "name",
        )
        return respond(found)


class BalanceTotalsView(ApiView):
    @operation(
        id="sum_supplier_balances",
        summary="What is owed to all suppliers, by currency and age",
        tags=_TAGS,
        query=_TOTALS,
        response=BalanceTotals,
        answer=BalanceTotals([BalanceTotal("KES", 1, 1_160_000, _AGING)]),
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        totals = queries.balance_totals(
            actor=actor_of(request),
            on=optional_day(request, "on") or _today(request),
            wanted=BalanceFilter(search=text(request, "search")),
        )
        return respond(BalanceTotals(totals))


class SupplierStatementView(ApiView):
    @operation(
        id="get_supplier_statement",
        summary="A supplier's statement",
        tags=_TAGS,
        query=_DAYS,
        response=SupplierStatement,
        answer=_STATEMENT,
        problems=[SupplierNotFound],
    )
    def get(self, request: HttpRequest, supplier_id: int) -> HttpResponse:
        """Opening and the entries of the days are closing; each entry says what was owed after it."""
        to_on = optional_day(request, "to_on") or _today(request)
        from_on = optional_day(request, "from_on") or to_on.replace(day=1)
        found = queries.supplier_statement(
            actor=actor_of(request),
            supplier_id=supplier_id,
            filters=StatementFilter(from_on, to_on),
            after=cursor(request),
            limit=page_size(request),
        )
        return respond(found)


class SupplierEntriesView(ApiView):
    @operation(
        id="post_supplier_entries",
        summary="Post bills, payments, credits and adjustments",
        tags=_TAGS,
        request=SupplierEntriesPost,
        response=PostedEntries,
        idempotent=True,
        example=SupplierEntriesPost((_DRAFT,)),
        answer=PostedEntries((PostedEntry("posted", "MILL", "bill", "INV-2031", 51, _DUE),), 1, 0, 0),
        problems=[EntryInvalid],
    )
    def post(self, request: HttpRequest) -> HttpResponse:
        """Each is posted whole or refused with its reason. The same document of a supplier is posted once."""
        call = call_of(request)
        drafts = decode(request.body, SupplierEntriesPost).items
        return respond(post_entries(drafts=drafts, actor=call.actor, now=call.now, key=call.key))


class SupplierEntryView(ApiView):
    @operation(
        id="get_supplier_entry",
        summary="One entry of a supplier's account",
        tags=_TAGS,
        response=SupplierEntryDetail,
        answer=_ENTRY,
        problems=[EntryNotFound],
    )
    def get(self, request: HttpRequest, entry_id: int) -> HttpResponse:
        return respond(queries.entry_detail(actor=actor_of(request), entry_id=entry_id))


class ReverseSupplierEntryView(ApiView):
    @operation(
        id="reverse_supplier_entry",
        summary="Take an entry back",
        tags=_TAGS,
        request=EntryReversal,
        response=PostedEntry,
        idempotent=True,
        example=EntryReversal(reason="Entered for the wrong supplier"),
        answer=PostedEntry("posted", "MILL", "bill", "INV-2031", 52, _BILLED),
        problems=[EntryNotFound, EntryReversed, EntryInvalid, PeriodClosed, TextInvalid],
    )
    def post(self, request: HttpRequest, entry_id: int) -> HttpResponse:
        """Posts the opposite entry, once. Its reference is then free for the right document."""
        call = call_of(request)
        reversal = decode(request.body, EntryReversal)
        return respond(
            reverse_entry(entry_id=entry_id, reversal=reversal, actor=call.actor, now=call.now, key=call.key)
        )
