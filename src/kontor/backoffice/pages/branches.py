"""Branches and the businesses they belong to: the list, and a new branch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from zoneinfo import available_timezones

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.http import actor_of
from kontor.access.types import Actor
from kontor.backoffice.pages.exporting import Column, as_file, wants_file
from kontor.backoffice.pages.fields import Field, Filled, refused_fields, sent_fields, shown_fields, values_of
from kontor.backoffice.pages.filtering import Sorting, chosen, file_of, filter_text, next_page
from kontor.backoffice.pages.posted import key_after, new_key, posted_call
from kontor.backoffice.pages.record_form import record_form
from kontor.backoffice.pages.rendering import go_to, page
from kontor.backoffice.pages.shaping import shaped
from kontor.kernel.errors import KontorError
from kontor.kernel.wire import Page, cursor, optional_integer
from kontor.organization.errors import BusinessUnknown
from kontor.organization.operations import create_branch
from kontor.organization.queries import list_branches, list_businesses
from kontor.organization.schemas import BranchDetail, BusinessDetail, NewBranch

_PAGE_ROWS: Final = 50
_COLUMNS: Final = tuple(
    Column(name) for name in ("code", "name", "time_zone", "day_starts_at", "closed_through_on", "is_active")
)
_MOST_BUSINESSES: Final = 200
_SORTS: Final = ("name", "-name", "code", "-code", "id", "-id")
_STATES: Final = ("open", "closed")
ZONES: Final = sorted({"UTC"} | {name for name in available_timezones() if "/" in name and "Etc" not in name})
CODE: Final = Field(
    "code",
    gettext_lazy("Code"),
    most=20,
    is_required=True,
    hint=gettext_lazy("Capital letters, digits and . _ -; it stays as it is."),
)
#: What can be changed later as well.
KEPT: Final = (
    Field("name", gettext_lazy("Name"), most=120, is_required=True),
    Field(
        "time_zone",
        gettext_lazy("Time zone"),
        kind="choice",
        choices=[("", gettext_lazy("choose a time zone")), *((name, name) for name in ZONES)],
    ),
    Field(
        "day_starts_at",
        gettext_lazy("Day starts at"),
        most=5,
        is_required=True,
        hint=gettext_lazy("Such as 06:00: a sale before this, local time, still belongs to the day before."),
    ),
)


def branches(request: HttpRequest) -> HttpResponseBase:
    """The actor's branches, by name unless the URL says otherwise, and the businesses they belong to."""
    actor, sort = actor_of(request), Sorting.of(request, _SORTS)
    state = next(iter(chosen(request, "state", _STATES)), "")
    business, text = optional_integer(request, "business"), filter_text(request, "text") or ""

    def read(after: int | None, limit: int) -> Page[BranchDetail]:
        return list_branches(
            actor=actor,
            after=after,
            limit=limit,
            business_id=business,
            text=text,
            is_active=None if not state else state == "open",
            sort=sort.by,
        )

    if wants_file(request):
        return as_file(request, "branches", _COLUMNS, read)
    found, businesses = read(cursor(request), _PAGE_ROWS), businesses_of(actor)
    names = {one.id: one.name for one in businesses}
    context = {
        "branches": [(branch, names.get(branch.business_id, "")) for branch in found.items],
        "businesses": businesses,
        "sort": sort,
        "filters": request.GET,
        "is_filtered": bool(state or business or text) or "cursor" in request.GET,
        "next": next_page(request, found.next_cursor),
        "file": file_of(request),
    }
    return page(request, "branches.html", context)


def businesses_of(actor: Actor) -> Sequence[BusinessDetail]:
    return list_businesses(actor=actor, after=None, limit=_MOST_BUSINESSES).items


def new_branch(request: HttpRequest) -> HttpResponse:
    """Whoever adds a branch works there from then on, and so sees it."""
    businesses = [(str(one.id), one.name) for one in businesses_of(actor_of(request))]
    fields = [Field("business", _("Business"), kind="choice", choices=businesses), CODE, *KEPT]
    if request.method != "POST":
        return _form(request, shown_fields(fields, {"day_starts_at": "00:00"}), key=new_key())
    filled = sent_fields(request, fields)
    try:
        branch = _create(request, values_of(filled))
    except KontorError as refusal:
        filled = refused_fields(filled, refusal, {})
        return _form(request, filled, key=key_after(request, refusal), refusal=refusal)
    return go_to(request, f"{reverse('page-branch', args=[branch.id])}?done=created")


def _create(request: HttpRequest, values: dict[str, str]) -> BranchDetail:
    business = values.pop("business")
    if not (business.isascii() and business.isdigit() and len(business) < 19):
        raise BusinessUnknown(field="business")
    draft = shaped(values, NewBranch)
    return create_branch(business_id=int(business), draft=draft, **posted_call(request)._asdict())


def _form(
    request: HttpRequest, filled: Sequence[Filled], *, key: str, refusal: KontorError | None = None
) -> HttpResponse:
    return record_form(
        request,
        title=_("New branch"),
        intro=_("You work there from now on, and so see it. Stock is kept in its locations."),
        action=reverse("page-branch-new"),
        back=reverse("page-branches"),
        submit=_("Add the branch"),
        filled=filled,
        key=key,
        refusal=refusal,
    )
