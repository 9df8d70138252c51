"""The ledger of a category: what moved of the goods in it and below it, and what was there before and after."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from kontor.access.http import actor_of
from kontor.backoffice.pages.categories import placed_category
from kontor.backoffice.pages.exporting import CATEGORY_LEDGER, as_file, wants_file
from kontor.backoffice.pages.filtering import file_of, filter_day, filter_text, next_page
from kontor.backoffice.pages.rendering import page
from kontor.kernel.wire import Page, cursor, known_id
from kontor.reporting.queries import (
    LedgerEntry,
    LedgerFilters,
    category_ledger,
    category_ledger_sums,
    with_opening_and_closing,
)

_PAGE_ROWS: Final = 50


def ledger(request: HttpRequest, category_id: int) -> HttpResponseBase:
    """Of the running month, unless the URL names other days."""
    actor, category_id = actor_of(request), known_id(category_id)
    found = placed_category(category_id, actor)
    today = timezone.localdate()
    to_on = filter_day(request, "to_on") or today
    from_on = filter_day(request, "from_on") or min(today, to_on).replace(day=1)
    filters = LedgerFilters(from_on, to_on, filter_text(request, "branch"))
    sums = category_ledger_sums(actor=actor, category_id=category_id, filters=filters)

    def read(after: int | None, limit: int) -> Page[LedgerEntry]:
        return category_ledger(actor=actor, category_id=category_id, filters=filters, cursor=after, limit=limit)

    def read_for_file(after: int | None, limit: int) -> Page[LedgerEntry]:
        return with_opening_and_closing(read(after, limit), sums, filters, is_first=after is None)

    if wants_file(request):
        return as_file(request, "category-ledger", CATEGORY_LEDGER, read_for_file)
    entries = read(cursor(request), _PAGE_ROWS)
    context = {
        "category": found,
        "above": list(zip(found.above, found.names, strict=False)),
        "sums": sums,
        "sees_costs": any(one.closing is not None for one in sums),
        "entries": entries.items,
        "from_on": from_on,
        "to_on": to_on,
        "is_later_page": "cursor" in request.GET,
        "next": next_page(request, entries.next_cursor),
        "file": file_of(request),
        "filters": request.GET,
        "is_filtered": any(request.GET.get(name) for name in ("from_on", "to_on", "branch", "cursor")),
    }
    return page(request, "category_ledger.html", context)
