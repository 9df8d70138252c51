"""What is owed to suppliers: all of them by age, and the statement of one."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.backoffice.pages.exporting import SUPPLIER_BALANCES, SUPPLIER_STATEMENT, as_file, wants_file
from kontor.backoffice.pages.filtering import Sorting, file_of, filter_day, filter_text, next_page
from kontor.backoffice.pages.rendering import page
from kontor.kernel.masking import shown
from kontor.kernel.wire import Page, cursor, known_id
from kontor.organization.queries import today_of
from kontor.payables.files import BalanceRow, StatementRow, balance_row, statement_rows
from kontor.payables.queries import (
    BalanceFilter,
    StatementFilter,
    balance_totals,
    list_balances,
    supplier_statement,
)
from kontor.payables.types import SupplierBalance, SupplierStatement

_PAGE_ROWS: Final = 50
_SORTS: Final = ("-balance", "balance", "name", "-name", "code", "-code", "id", "-id")
_SORTS_UNSEEN: Final = ("name", "-name", "code", "-code", "id", "-id")


def payables(request: HttpRequest) -> HttpResponseBase:
    """Those with a balance, the highest first; who sees no balances has all suppliers by name."""
    actor = actor_of(request)
    sees, today = actor.may("supplier_terms.read"), today_of(actor=actor, now=timezone.now())
    sort = Sorting.of(request, _SORTS if sees else _SORTS_UNSEEN)
    shows_all = request.GET.get("all") == "yes" or not sees
    wanted = BalanceFilter(search=filter_text(request, "search") or "", is_open=None if shows_all else True)

    def read(after: int | None, limit: int) -> Page[SupplierBalance]:
        return list_balances(actor=actor, on=today, wanted=wanted, after=after, limit=limit, sort=sort.by)

    def read_for_file(after: int | None, limit: int) -> Page[BalanceRow]:
        found = read(after, limit)
        return Page([balance_row(one) for one in found.items], found.next_cursor)

    if wants_file(request):
        return as_file(request, "supplier-balances", SUPPLIER_BALANCES, read_for_file)
    found = read(cursor(request), _PAGE_ROWS)
    context = {
        "balances": shown(found.items, actor.rights),
        "totals": balance_totals(actor=actor, on=today, wanted=wanted) if sees else (),
        "sees_terms": sees,
        "next": next_page(request, found.next_cursor),
        "file": file_of(request),
        "sort": sort,
        "filters": request.GET,
        "is_filtered": bool(wanted.search) or "cursor" in request.GET,
    }
    return page(request, "payables.html", context)


def statement(request: HttpRequest, supplier_id: int) -> HttpResponseBase:
    """Of the running month, unless the URL names other days."""
    actor, supplier_id = actor_of(request), known_id(supplier_id)
    today = today_of(actor=actor, now=timezone.now())
    to_on = filter_day(request, "to_on") or today
    from_on = filter_day(request, "from_on") or min(today, to_on).replace(day=1)
    filters = StatementFilter(from_on, to_on)

    def read(after: int | None, limit: int) -> SupplierStatement:
        return supplier_statement(actor=actor, supplier_id=supplier_id, filters=filters, after=after, limit=limit)

    def read_for_file(after: int | None, limit: int) -> Page[StatementRow]:
        found = read(after, limit)
        return Page(list(statement_rows(found, is_first=after is None)), found.next_cursor)

    if wants_file(request):
        return as_file(request, "supplier-statement", SUPPLIER_STATEMENT, read_for_file)
    found = shown(read(cursor(request), _PAGE_ROWS), actor.rights)
    context: dict[str, Any] = {
        "statement": found,
        "sees_terms": actor.may("supplier_terms.read"),
        "is_later_page": "cursor" in request.GET,
        "next": next_page(request, found.next_cursor),
        "file": file_of(request),
        "is_filtered": any(request.GET.get(name) for name in ("from_on", "to_on", "cursor")),
    }
    return page(request, "supplier_statement.html", context)
