"""Users: the list, and one thing done to many of them, with a result for each."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.http import actor_of
from kontor.access.operations import act_on_users
from kontor.access.queries import RoleFilter, UserFilter, list_roles, list_users, user_details
from kontor.access.schemas import Role, UserAction, UserDetail
from kontor.access.types import Actor
from kontor.backoffice.pages.exporting import Column, as_file, wants_file
from kontor.backoffice.pages.filtering import Sorting, chosen, file_of, filter_text, next_page
from kontor.backoffice.pages.posted import new_key, posted_call
from kontor.backoffice.pages.rendering import page
from kontor.backoffice.pages.shaping import shaped
from kontor.kernel.errors import InvalidInput, KontorError
from kontor.kernel.wire import Page, cursor

_PAGE_ROWS: Final = 50
_COLUMNS: Final = (
    *(Column(name) for name in ("username", "first_name", "last_name", "email")),
    *(Column("role_code", "role"), Column("is_active")),
)
_MOST_ROLES: Final = 500
_STATES: Final = ("active", "inactive")
_SORTS: Final = ("username", "-username", "last_name", "-last_name", "email", "-email", "id", "-id")
#: What can be done to many -> what the page of the results is called.
DONE: Final = {
    "activate": gettext_lazy("Activated"),
    "deactivate": gettext_lazy("Deactivated"),
    "give_role": gettext_lazy("Given a role"),
    "take_role": gettext_lazy("Taken a role from"),
}


def users(request: HttpRequest) -> HttpResponseBase:
    """Everybody, by name unless the URL says otherwise; the URL is the list."""
    if wants_file(request):
        sort = Sorting.of(request, _SORTS).by
        wanted = _wanted(request)

        def read(after: int | None, limit: int) -> Page[UserDetail]:
            return list_users(wanted=wanted, sort=sort, after=after, limit=limit)

        return as_file(request, "users", _COLUMNS, read)
    return _list(request)


def _wanted(request: HttpRequest) -> UserFilter:
    state = next(iter(chosen(request, "state", _STATES)), "")
    return UserFilter(
        text=filter_text(request, "text") or "",
        role=filter_text(request, "role") or "",
        is_active=None if not state else state == "active",
    )


def _list(request: HttpRequest, refusal: KontorError | None = None) -> HttpResponse:
    sort, wanted, roles = Sorting.of(request, _SORTS), _wanted(request), all_roles()
    found = list_users(wanted=wanted, sort=sort.by, after=cursor(request), limit=_PAGE_ROWS)
    context = {
        "users": found.items,
        "role_names": {role.code: role.name for role in roles},
        "roles": roles,
        "roles_to_give": [role for role in roles if may_give(role, actor_of(request))],
        "sort": sort,
        "filters": request.GET,
        "is_filtered": wanted != UserFilter() or "cursor" in request.GET,
        "next": next_page(request, found.next_cursor),
        "file": file_of(request),
        "query": request.GET.urlencode(),
        "ticked": request.POST.getlist("user"),
        "role_to_give": request.POST.get("role", ""),
        "key": new_key(),
        "refusal": refusal,
    }
    return page(request, "users.html", context, status=refusal.status if refusal else 200)


def act(request: HttpRequest) -> HttpResponse:
    """One thing done to those ticked; the query of the list comes along, so that it can be shown again."""
    try:
        action = _action(request)
        call = posted_call(request)
        results = act_on_users(action=action, actor=call.actor, now=call.now, key=call.key).results
    except KontorError as refusal:
        return _list(request, refusal)
    names = {id_: user.username for id_, user in user_details(action.user_ids).items()}
    told = [(names.get(result.user_id, str(result.user_id)), result) for result in results]
    context = {
        "title": DONE[action.action],
        "results": told,
        "done": sum(1 for result in results if result.refusal is None),
        "role": action.role,
        "role_names": {role.code: role.name for role in all_roles()},
        "back": _back(request.GET),
    }
    return page(request, "users_done.html", context)


def _action(request: HttpRequest) -> UserAction:
    """Raises InvalidInput that says what is missing."""
    ids = [int(text) for text in request.POST.getlist("user") if text.isascii() and text.isdigit() and len(text) < 19]
    if not ids:
        raise InvalidInput(_("Tick the users first, then say what to do with them."), field="user")
    wanted = request.POST.get("action", "")
    if wanted not in DONE:
        raise InvalidInput(_("Say what to do with the users you ticked."), field="action")
    takes_role, role = wanted.endswith("_role"), request.POST.get("role", "").strip()
    if takes_role and not role:
        raise InvalidInput(_("Choose which role, too."), field="role")
    return shaped({"action": wanted, "user_ids": ids, "role": role if takes_role else None}, UserAction)


def _back(query: QueryDict) -> str:
    return f"{reverse('page-users')}?{query.urlencode()}" if query else reverse("page-users")


def all_roles() -> list[Role]:
    return list(list_roles(wanted=RoleFilter(), sort="name", after=None, limit=_MOST_ROLES).items)


def may_give(role: Role | None, actor: Actor) -> bool:
    """Whether the actor has every right the role gives: nobody hands out more than the own."""
    return actor.rights.issuperset(role.rights if role else ())
