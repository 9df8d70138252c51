"""Who works where: the list, and somebody who begins to work in another branch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.errors import UserUnknown
from kontor.access.http import actor_of
from kontor.access.queries import UserFilter, list_users
from kontor.access.types import Actor
from kontor.backoffice.pages.exporting import Column, as_file, wants_file
from kontor.backoffice.pages.fields import (
    Field,
    Filled,
    open_fields,
    refused_fields,
    sent_fields,
    shown_fields,
    values_of,
)
from kontor.backoffice.pages.filtering import Sorting, chosen, file_of, filter_text, next_page
from kontor.backoffice.pages.posted import key_after, new_key, posted_call
from kontor.backoffice.pages.record_form import record_form
from kontor.backoffice.pages.rendering import go_to, page
from kontor.backoffice.pages.shaping import shaped
from kontor.backoffice.pages.working import WORK
from kontor.kernel.errors import KontorError
from kontor.kernel.masking import shown
from kontor.kernel.wire import Page, cursor, optional_integer
from kontor.organization.errors import BranchUnknown
from kontor.organization.operations import employ_user
from kontor.organization.queries import EmploymentFilter, list_branches, list_employments
from kontor.organization.schemas import BranchDetail, EmploymentDetail, NewEmployment

_PAGE_ROWS: Final = 50
_IN_FILE: Final = (
    *(Column(name) for name in ("username", "first_name", "last_name")),
    *(Column("branch_code", "branch"), Column("department"), Column("phone"), Column("ended_on")),
)
_MOST_BRANCHES: Final = 200
_SORTS: Final = ("username", "-username", "department", "-department", "id", "-id")
_COLUMNS: Final = {"username": "user__username"}
_STATES: Final = ("current", "ended", "all")
_USERNAME: Final = Field(
    "username",
    gettext_lazy("User name"),
    most=150,
    is_required=True,
    hint=gettext_lazy("Somebody who is a user already."),
)


def employees(request: HttpRequest) -> HttpResponseBase:
    """Those who work there now, by name, unless the URL says otherwise."""
    actor, sort, wanted = actor_of(request), Sorting.of(request, _SORTS), _wanted(request)
    column = sort.by.removeprefix("-")
    by = sort.by.replace(column, _COLUMNS.get(column, column))

    def read(after: int | None, limit: int) -> Page[EmploymentDetail]:
        return list_employments(actor=actor, after=after, limit=limit, wanted=wanted, sort=by)

    if wants_file(request):
        return as_file(request, "employees", _IN_FILE, read)
    found, branches = read(cursor(request), _PAGE_ROWS), _branches(actor)
    context = {
        "employees": [shown(row, actor.rights) for row in found.items],
        "branches": branches,
        "branch_names": {branch.code: branch.name for branch in branches},
        "sort": sort,
        "filters": request.GET,
        "is_filtered": wanted != EmploymentFilter(is_current=True) or "cursor" in request.GET,
        "next": next_page(request, found.next_cursor),
        "file": file_of(request),
    }
    return page(request, "employees.html", context)


def _wanted(request: HttpRequest) -> EmploymentFilter:
    state = next(iter(chosen(request, "state", _STATES)), "current")
    return EmploymentFilter(
        branch_id=optional_integer(request, "branch"),
        department=filter_text(request, "department") or "",
        username=filter_text(request, "username") or "",
        is_current=None if state == "all" else state == "current",
    )


def _branches(actor: Actor) -> Sequence[BranchDetail]:
    return list_branches(actor=actor, after=None, limit=_MOST_BRANCHES, sort="name").items


def new_employee(request: HttpRequest) -> HttpResponse:
    """A user begins to work in a branch. Somebody who is no user yet is added on the page for new users."""
    fields = _fields(actor_of(request))
    if request.method != "POST":
        begun = {"username": request.GET.get("username", "")[:150], "branch_id": request.GET.get("branch", "")[:20]}
        return _form(request, shown_fields(fields, begun), key=new_key())
    filled = sent_fields(request, fields)
    try:
        employment = _employ(request, values_of(filled))
    except KontorError as refusal:
        filled = refused_fields(filled, refusal, {})
        return _form(request, filled, key=key_after(request, refusal), refusal=refusal)
    return go_to(request, f"{reverse('page-employee', args=[employment.id])}?done=created")


def _employ(request: HttpRequest, values: dict[str, str]) -> EmploymentDetail:
    username, branch = values.pop("username"), values.pop("branch_id")
    if not (branch.isascii() and branch.isdigit() and len(branch) < 19):
        raise BranchUnknown(_("Choose a branch."), field="branch_id")
    draft = {**values, "branch_id": int(branch), "user_id": user_named(username, "username")}
    return employ_user(draft=shaped(draft, NewEmployment), **posted_call(request)._asdict())


def user_named(username: str, field: str) -> int:
    """The id of the user of exactly that name. Raises UserUnknown, naming the form's field."""
    if username:
        wanted = UserFilter(username=username)
        for user in list_users(after=None, limit=1, wanted=wanted, sort="username").items:
            if user.username == username:
                return user.id
    raise UserUnknown(_("There is no user of this name."), field=field)


def _fields(actor: Actor) -> list[Field]:
    choices = [(str(branch.id), branch.name) for branch in _branches(actor) if branch.is_active]
    branch = Field("branch_id", _("Branch"), kind="choice", choices=(("", _("choose a branch")), *choices))
    return [_USERNAME, branch, *open_fields(WORK, NewEmployment, actor)]


def _form(
    request: HttpRequest, filled: Sequence[Filled], *, key: str, refusal: KontorError | None = None
) -> HttpResponse:
    return record_form(
        request,
        title=_("Somebody begins to work"),
        intro=_("From now on they see the orders and stock of the branch."),
        action=reverse("page-employee-new"),
        back=reverse("page-employees"),
        submit=_("Let them work there"),
        filled=filled,
        key=key,
        refusal=refusal,
    )
