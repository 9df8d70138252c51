"""One role: made, looked at, changed, removed. Only the company's own, and nothing beyond the actor's rights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kontor.access.errors import RoleCodeTaken
from kontor.access.http import actor_of
from kontor.access.operations import create_role, delete_role, edit_role
from kontor.access.queries import AuditFilter, UserFilter, list_audit, list_users, role_detail
from kontor.access.schemas import NewRole, Role, RoleEdit
from kontor.backoffice.pages.fields import (
    Field,
    Filled,
    changes_of,
    in_words,
    refused_fields,
    sent_fields,
    shown_fields,
    values_of,
)
from kontor.backoffice.pages.posted import key_after, new_key, posted_call, version_of
from kontor.backoffice.pages.rendering import go_to, page
from kontor.backoffice.pages.right_names import grouped, held
from kontor.backoffice.pages.shaping import shaped, version_to_save
from kontor.backoffice.pages.users import may_give
from kontor.kernel.errors import KontorError
from kontor.kernel.wire import known_id

_USERS_SHOWN: Final = 12
_HISTORY_ROWS: Final = 8
_NAME: Final = Field("name", _("Name"), most=80, is_required=True)
_CODE: Final = Field(
    "code", _("Code"), most=40, is_required=True, hint=_("Small letters, digits and _; it stays as it is.")
)
#: Kept as one text with commas between them.
_RIGHTS: Final = Field("rights", _("What it may do"))


def new_role(request: HttpRequest) -> HttpResponse:
    """A role of the company's own; `?like=7` begins with what another one may do."""
    if request.method != "POST":
        rights = {"rights": _rights_to_begin_with(request)}
        return _new(request, shown_fields([_NAME, _CODE, _RIGHTS], rights), key=new_key())
    filled = [*sent_fields(request, [_NAME, _CODE]), _ticked(request)]
    try:
        draft, call = shaped(_as_wanted(values_of(filled)), NewRole), posted_call(request)
        role = create_role(draft=draft, actor=call.actor, now=call.now, key=call.key)
    except KontorError as refusal:
        if isinstance(refusal, RoleCodeTaken):
            refusal.data["field"] = "code"
        filled = refused_fields(filled, refusal, {})
        return _new(request, filled, key=key_after(request, refusal), refusal=refusal)
    return go_to(request, f"{reverse('page-role', args=[role.id])}?done=created")


def _rights_to_begin_with(request: HttpRequest) -> str:
    like = request.GET.get("like", "")
    if not (like.isascii() and like.isdigit() and len(like) < 19):
        return ""
    return ",".join(sorted(actor_of(request).rights.intersection(role_detail(int(like)).rights)))


def _ticked(request: HttpRequest) -> Filled:
    """The rights as they were ticked, and as they were when the form was read."""
    now, was = (_joined(request.POST.getlist(name)) for name in ("rights", "was.rights"))
    return Filled(_RIGHTS, now if "rights" in request.POST else was, was)


def _joined(texts: Sequence[str]) -> str:
    return ",".join(sorted(filter(None, ",".join(texts)[:8000].split(","))))


def _as_wanted(values: dict[str, str]) -> dict[str, Any]:
    """The rights as the operation takes them."""
    if "rights" not in values:
        return {**values}
    return {**values, "rights": values["rights"].split(",") if values["rights"] else []}


def _new(
    request: HttpRequest, filled: Sequence[Filled], *, key: str, refusal: KontorError | None = None
) -> HttpResponse:
    context = {
        "filled": filled[:-1],
        "ticked": filled[-1],
        "rights": grouped(filled[-1].value.split(","), actor_of(request).rights),
        "key": key,
        "refusal": refusal,
    }
    return page(request, "role_new.html", context, status=refusal.status if refusal else 200)


def role(request: HttpRequest, role_id: int) -> HttpResponse:
    return _show(request, role_detail(known_id(role_id)))


def edit(request: HttpRequest, role_id: int) -> HttpResponse:
    """Sent with the version it was read at; refused, everything typed is shown again."""
    found = role_detail(known_id(role_id))
    filled = [*sent_fields(request, [_NAME]), _ticked(request)]
    try:
        version, changed = version_of(request), changes_of(filled)
        if changed:
            edit, call = shaped(_as_wanted(changed), RoleEdit), posted_call(request)
            edit_role(role_id=found.id, edit=edit, version=version, actor=call.actor, now=call.now, key=call.key)
    except KontorError as refusal:
        return _show(request, role_detail(found.id), filled=filled, refusal=refusal)
    return go_to(request, f"{reverse('page-role', args=[found.id])}?done={'saved' if changed else 'same'}")


def remove(request: HttpRequest, role_id: int) -> HttpResponse:
    found = role_detail(known_id(role_id))
    try:
        call, version = posted_call(request), version_of(request)
        delete_role(role_id=found.id, version=version, actor=call.actor, now=call.now, key=call.key)
    except KontorError as refusal:
        return _show(request, found, refusal=refusal)
    return go_to(request, reverse("page-roles"))


def _show(
    request: HttpRequest,
    found: Role,
    *,
    filled: Sequence[Filled] | None = None,
    refusal: KontorError | None = None,
) -> HttpResponse:
    """`filled`: the fields of a refused edit."""
    actor = actor_of(request)
    values, version = {"name": found.name, "rights": ",".join(sorted(found.rights))}, found.version
    if filled is None:
        filled = shown_fields([_NAME, _RIGHTS], values)
    elif refusal is not None:
        filled, version = refused_fields(filled, refusal, values), version_to_save(request, refusal, version)
    users = list_users(after=None, limit=_USERS_SHOWN, wanted=UserFilter(role=found.code), sort="username")
    traces = AuditFilter(subject=f"access.role:{found.id}")
    may_change = actor.may("access.write") and not found.is_shipped
    context = {
        "role": found,
        "filled": filled[:-1],
        "ticked": filled[-1],
        "rights": grouped(filled[-1].value.split(","), actor.rights),
        "version": version,
        "key": key_after(request, refusal) if refusal else new_key(),
        "refusal": in_words(refusal, filled) if refusal else None,
        "held": held(found.rights),
        "may_change": may_change and may_give(found, actor),
        "is_beyond": may_change and not may_give(found, actor),
        "users": users.items,
        "has_more_users": users.next_cursor is not None,
        "history": list_audit(wanted=traces, after=None, limit=_HISTORY_ROWS).items if actor.may("audit.read") else [],
        "remove_key": new_key(),
        "done": "" if refusal else request.GET.get("done", ""),
    }
    return page(request, "role.html", context, status=refusal.status if refusal else 200)
