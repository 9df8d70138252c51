"""One user: added, maybe with where they work in the same step; looked at and changed; given a link for a password."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.errors import UsernameTaken
from kontor.access.http import actor_of
from kontor.access.operations import create_user, edit_user, issue_password_reset
from kontor.access.queries import AuditFilter, list_audit, user_detail
from kontor.access.schemas import AuditEntry, NewUser, PasswordResetIssued, Role, UserDetail, UserEdit
from kontor.access.types import Actor
from kontor.backoffice.pages.fields import (
    Field,
    Filled,
    changes_of,
    in_words,
    open_fields,
    refused_fields,
    sent_fields,
    shown_fields,
    values_of,
)
from kontor.backoffice.pages.posted import key_after, new_key, posted_call, typed, version_of
from kontor.backoffice.pages.rendering import go_to, page
from kontor.backoffice.pages.right_names import held
from kontor.backoffice.pages.shaping import shaped, version_to_save
from kontor.backoffice.pages.users import all_roles, may_give
from kontor.backoffice.pages.working import WORK
from kontor.backoffice.queries.names import names_around_user
from kontor.kernel.errors import InvalidInput, KontorError
from kontor.kernel.masking import shown
from kontor.kernel.wire import known_id
from kontor.organization.errors import BranchUnknown
from kontor.organization.operations import employ_user
from kontor.organization.queries import EmploymentFilter, list_branches, list_employments
from kontor.organization.schemas import NewEmployment

_MOST: Final = 100
_HISTORY_ROWS: Final = 12
_NAMES: Final = (
    Field("first_name", gettext_lazy("First name"), most=150),
    Field("last_name", gettext_lazy("Last name"), most=150),
    Field("email", gettext_lazy("E-mail"), kind="email", most=254),
)
_USERNAME: Final = Field(
    "username", gettext_lazy("User name"), most=150, is_required=True, hint=gettext_lazy("They sign in with it.")
)
_STATE: Final = Field(
    "is_active",
    gettext_lazy("State"),
    kind="choice",
    choices=(("true", gettext_lazy("active")), ("false", gettext_lazy("deactivated"))),
    hint=gettext_lazy("Whoever is deactivated is signed out within seconds; their history stays."),
)


def new_user(request: HttpRequest) -> HttpResponse:
    """A user without a password yet; their page then offers the link by which they choose one."""
    person, work = _person_fields(actor_of(request)), _work_fields(actor_of(request))
    if request.method != "POST":
        return _new(request, shown_fields(person, {}), shown_fields(work, {}), key=new_key())
    who, where = sent_fields(request, person), sent_fields(request, work)
    try:
        user_id = _create(request, values_of(who))
    except KontorError as refusal:
        if isinstance(refusal, UsernameTaken):
            refusal.data["field"] = "username"
        who, where = refused_fields(who, refusal, {}), refused_fields(where, refusal, {})
        return _new(request, who, where, key=key_after(request, refusal), refusal=refusal)
    return go_to(request, f"{reverse('page-user', args=[user_id])}?done=created")


def _create(request: HttpRequest, values: dict[str, str]) -> int:
    """The new user's id. Whoever also works somewhere is made with that, both or neither."""
    call, draft = posted_call(request), shaped(values, NewUser)
    branch = typed(request, "branch_id")
    if not branch:
        return create_user(draft=draft, actor=call.actor, now=call.now, key=call.key).id
    call.actor.require("organization.write")
    if not (branch.isascii() and branch.isdigit() and len(branch) < 19):
        raise BranchUnknown(field="branch_id")
    details = {name: typed(request, name) for name in ("department", "phone")}
    employment = shaped({"branch_id": int(branch), "user": values, **details}, NewEmployment)
    return employ_user(draft=employment, actor=call.actor, now=call.now, key=call.key).user_id


def _person_fields(actor: Actor) -> list[Field]:
    roles = [(role.code, role.name) for role in all_roles() if may_give(role, actor)]
    role = Field(
        "role",
        _("Role"),
        kind="choice",
        choices=(("", _("choose a role")), *roles),
        hint=_("What they may do."),
    )
    return [_USERNAME, role, *_NAMES]


def _work_fields(actor: Actor) -> list[Field]:
    """None for whoever may not say where somebody works."""
    if not actor.may("organization.write"):
        return []
    found = list_branches(actor=actor, after=None, limit=_MOST).items
    branches = [(str(branch.id), branch.name) for branch in found if branch.is_active]
    hint = _("They see the orders and stock of this branch. More can be added later.")
    choice = Field("branch_id", _("Branch"), kind="choice", choices=(("", _("nowhere yet")), *branches), hint=hint)
    return [choice, *open_fields(WORK, NewEmployment, actor)]


def _new(
    request: HttpRequest,
    who: Sequence[Filled],
    where: Sequence[Filled],
    *,
    key: str,
    refusal: KontorError | None = None,
) -> HttpResponse:
    context = {"who": who, "where": where, "key": key, "refusal": refusal}
    return page(request, "user_new.html", context, status=refusal.status if refusal else 200)


def user(request: HttpRequest, user_id: int) -> HttpResponse:
    return _show(request, user_detail(known_id(user_id)))


def edit(request: HttpRequest, user_id: int) -> HttpResponse:
    """Sent with the version it was read at; refused, everything typed is shown again."""
    found = user_detail(known_id(user_id))
    filled = sent_fields(request, _edit_fields(found, all_roles(), actor_of(request)))
    try:
        version, changed = version_of(request), changes_of(filled)
        if changed:
            call = posted_call(request)
            edit_user(
                user_id=found.id, edit=_edit(changed), version=version, actor=call.actor, now=call.now, key=call.key
            )
    except KontorError as refusal:
        return _show(request, user_detail(found.id), filled=filled, refusal=refusal)
    return go_to(request, f"{reverse('page-user', args=[found.id])}?done={'saved' if changed else 'same'}")


def _edit(changed: dict[str, str]) -> UserEdit:
    values: dict[str, Any] = {**changed}
    if "is_active" in changed:
        if changed["is_active"] not in ("true", "false"):
            raise InvalidInput(field="is_active")
        values["is_active"] = changed["is_active"] == "true"
    return shaped(values, UserEdit)


def _edit_fields(found: UserDetail, roles: Sequence[Role], actor: Actor) -> list[Field]:
    """Nobody changes the own role and state, so they are not offered."""
    if found.id == actor.id:
        return list(_NAMES)
    choices = [(role.code, role.name) for role in roles if role.code == found.role_code or may_give(role, actor)]
    if found.role_code is None:
        choices = [("", _("no role")), *choices]
    hint = _("Holds within five seconds, wherever they are signed in.")
    return [*_NAMES, Field("role", _("Role"), kind="choice", choices=choices, hint=hint), _STATE]


def give_link(request: HttpRequest, user_id: int) -> HttpResponse:
    """The answer is the only place where the one-time link is ever shown."""
    found = user_detail(known_id(user_id))
    try:
        call = posted_call(request)
        issued = issue_password_reset(user_id=found.id, actor=call.actor, now=call.now, key=call.key)
    except KontorError as refusal:
        return _show(request, found, refusal=refusal)
    return _show(request, found, issued=issued)


def link_of(request: HttpRequest, issued: PasswordResetIssued | None) -> str:
    """The address to hand over; "" where it was shown before and is known to nobody any more."""
    token = issued.token if issued else None
    return request.build_absolute_uri(f"{reverse('new-password')}?token={token}") if token else ""


def _values(found: UserDetail) -> dict[str, str]:
    texts = {name: getattr(found, name) for name in ("first_name", "last_name", "email")}
    return {**texts, "role": found.role_code or "", "is_active": "true" if found.is_active else "false"}


def _show(
    request: HttpRequest,
    found: UserDetail,
    *,
    filled: Sequence[Filled] | None = None,
    refusal: KontorError | None = None,
    issued: PasswordResetIssued | None = None,
) -> HttpResponse:
    """`filled`: the fields of a refused edit."""
    actor, roles = actor_of(request), all_roles()
    role = next((role for role in roles if role.code == found.role_code), None)
    may_change = actor.may("access.write") and may_give(role, actor)
    values, version = _values(found), found.version
    if filled is None:
        filled = shown_fields(_edit_fields(found, roles, actor), values)
    elif refusal is not None:
        filled, version = refused_fields(filled, refusal, values), version_to_save(request, refusal, version)
    employments = _employments(found.id, actor) if actor.may("organization.read") else []
    history = _history(found.id, actor) if actor.may("audit.read") else []
    who, branch_names = names_around_user(
        user_ids=[entry.actor_id for entry in history],
        branch_codes=[row.branch_code for row in employments],
        actor=actor,
    )
    context = {
        "user": found,
        "filled": filled,
        "version": version,
        "key": key_after(request, refusal) if refusal and not issued else new_key(),
        "refusal": in_words(refusal, filled) if refusal else None,
        "role": role,
        "held": held(role.rights) if role else [],
        "is_self": found.id == actor.id,
        "may_change": may_change,
        "is_beyond": actor.may("access.write") and not may_change,
        "employments": employments,
        "branch_names": branch_names,
        "history": [(entry, who.get(entry.actor_id, "Kontor")) for entry in history],
        "issued": issued,
        "link": link_of(request, issued),
        "link_key": new_key(),
        "done": request.GET.get("done", "") if refusal is None and issued is None else "",
    }
    return page(request, "user.html", context, status=refusal.status if refusal else 200)


def _employments(user_id: int, actor: Actor) -> Sequence[Any]:
    found = list_employments(actor=actor, after=None, limit=_MOST, wanted=EmploymentFilter(user_id=user_id))
    return [shown(row, actor.rights) for row in found.items]


def _history(user_id: int, actor: Actor) -> list[AuditEntry]:
    """The newest traces first."""
    wanted = AuditFilter(subject=f"access.user:{user_id}")
    return [shown(entry, actor.rights) for entry in list_audit(wanted=wanted, after=None, limit=_HISTORY_ROWS).items]
