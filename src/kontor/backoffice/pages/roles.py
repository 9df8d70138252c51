"""Roles: the list, and several of the company's own removed, with a result for each."""

from __future__ import annotations

from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from kontor.access.operations import delete_role
from kontor.access.queries import RoleFilter, list_roles
from kontor.access.schemas import Role
from kontor.backoffice.pages.exporting import Column, as_file, wants_file
from kontor.backoffice.pages.filtering import Sorting, chosen, file_of, filter_text, next_page
from kontor.backoffice.pages.posted import new_key, posted_call
from kontor.backoffice.pages.rendering import page
from kontor.backoffice.pages.right_names import grouped
from kontor.kernel.errors import InvalidInput, KontorError
from kontor.kernel.refusals import Refusal
from kontor.kernel.wire import MOST_ID, Page, cursor

_PAGE_ROWS: Final = 50
_COLUMNS: Final = tuple(Column(name) for name in ("code", "name", "is_shipped", "rights"))
_KINDS: Final = ("own", "shipped")
_SORTS: Final = ("name", "-name", "code", "-code", "id", "-id")


def roles(request: HttpRequest) -> HttpResponseBase:
    """All of them, by name unless the URL says otherwise; the URL is the list."""
    if wants_file(request):
        wanted, sort = _wanted(request), Sorting.of(request, _SORTS).by

        def read(after: int | None, limit: int) -> Page[Role]:
            found = list_roles(wanted=wanted, sort=sort, after=after, limit=limit)
            rows = [msgspec.structs.replace(role, rights=" ".join(role.rights)) for role in found.items]
            return Page(rows, found.next_cursor)

        return as_file(request, "roles", _COLUMNS, read)
    return _list(request)


def _wanted(request: HttpRequest) -> RoleFilter:
    kind = next(iter(chosen(request, "kind", _KINDS)), "")
    return RoleFilter(
        text=filter_text(request, "text") or "",
        is_shipped=None if not kind else kind == "shipped",
        right=filter_text(request, "right") or "",
    )


def _list(request: HttpRequest, refusal: KontorError | None = None) -> HttpResponse:
    sort, wanted = Sorting.of(request, _SORTS), _wanted(request)
    found = list_roles(wanted=wanted, sort=sort.by, after=cursor(request), limit=_PAGE_ROWS)
    context = {
        "roles": found.items,
        "rights": grouped((), ()),
        "sort": sort,
        "filters": request.GET,
        "is_filtered": wanted != RoleFilter() or "cursor" in request.GET,
        "has_own": any(not role.is_shipped for role in found.items),
        "next": next_page(request, found.next_cursor),
        "file": file_of(request),
        "query": request.GET.urlencode(),
        "key": new_key(),
        "refusal": refusal,
    }
    return page(request, "roles.html", context, status=refusal.status if refusal else 200)


def remove(request: HttpRequest) -> HttpResponse:
    """Those ticked, each for itself: one that somebody still has stays, the others go."""
    try:
        ticked = [_ticked(text) for text in request.POST.getlist("role")[:_PAGE_ROWS]]
        if not ticked:
            raise InvalidInput(_("Tick the roles to remove first."), field="role")
    except KontorError as refusal:
        return _list(request, refusal)
    call = posted_call(request)
    results: list[tuple[str, Refusal | None]] = []
    for role_id, version in dict.fromkeys(ticked):
        key = msgspec.structs.replace(call.key, key=f"{call.key.key}:{role_id}")
        try:
            removed = delete_role(role_id=role_id, version=version, actor=call.actor, now=call.now, key=key)
            results.append((removed.name, None))
        except KontorError as error:
            results.append((request.POST.get(f"name.{role_id}", str(role_id))[:80], Refusal.of(error)))
    context = {"results": results, "done": sum(1 for _name, why in results if why is None)}
    return page(request, "roles_done.html", context)


def _ticked(text: str) -> tuple[int, int]:
    """The role and the version at which it was read, sent as 7:1. Raises InvalidInput."""
    role_id, _colon, version = text.partition(":")
    for number, most in ((role_id, MOST_ID), (version, 10**9)):
        if not (number.isascii() and number.isdigit() and len(number) < 20 and int(number) <= most):
            raise InvalidInput(_("Reload the page and try again."), field="role")
    return int(role_id), int(version)
