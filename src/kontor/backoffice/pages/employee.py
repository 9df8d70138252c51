"""Somebody's work in one branch: looked at, changed, ended; and a link for a new password, made by their manager."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kontor.access.http import actor_of
from kontor.access.queries import user_row
from kontor.access.schemas import PasswordResetIssued
from kontor.access.types import Actor
from kontor.backoffice.pages.fields import (
    Filled,
    changes_of,
    in_words,
    open_fields,
    refuse_hidden,
    refused_fields,
    sent_fields,
    shown_fields,
)
from kontor.backoffice.pages.posted import key_after, new_key, posted_call, typed_day, version_of
from kontor.backoffice.pages.rendering import go_to, page
from kontor.backoffice.pages.shaping import shaped, version_to_save
from kontor.backoffice.pages.user import link_of
from kontor.backoffice.pages.working import WORK
from kontor.backoffice.queries.names import branch_names
from kontor.kernel.errors import InvalidInput, KontorError
from kontor.kernel.masking import shown
from kontor.kernel.wire import known_id
from kontor.organization.operations import edit_employment, end_employment, issue_employee_password_reset
from kontor.organization.queries import branch_facts, employment_detail
from kontor.organization.schemas import EmploymentDetail, EmploymentEdit, EmploymentEnd

_EDITED: Final = ("department", "phone")


def employee(request: HttpRequest, employment_id: int) -> HttpResponse:
    return _show(request, employment_detail(known_id(employment_id), actor=actor_of(request)))


def edit(request: HttpRequest, employment_id: int) -> HttpResponse:
    """Sent with the version it was read at; refused, everything typed is shown again."""
    actor = actor_of(request)
    found = employment_detail(known_id(employment_id), actor=actor)
    filled = sent_fields(request, open_fields(WORK, EmploymentEdit, actor))
    try:
        refuse_hidden(request, EmploymentEdit, actor)
        version, changed = version_of(request), changes_of(filled)
        if changed:
            edit = shaped(changed, EmploymentEdit)
            edit_employment(employment_id=found.id, edit=edit, version=version, **posted_call(request)._asdict())
    except KontorError as refusal:
        return _show(request, employment_detail(found.id, actor=actor), filled=filled, refusal=refusal)
    return go_to(request, f"{reverse('page-employee', args=[found.id])}?done={'saved' if changed else 'same'}")


def end(request: HttpRequest, employment_id: int) -> HttpResponse:
    found = employment_detail(known_id(employment_id), actor=actor_of(request))
    try:
        ended_on = typed_day(request, "ended_on")
        if ended_on is None:
            raise InvalidInput(_("Write their last day of work."), field="ended_on")
        end_employment(employment_id=found.id, end=EmploymentEnd(ended_on), **posted_call(request)._asdict())
    except KontorError as refusal:
        return _show(request, found, refusal=refusal)
    return go_to(request, f"{reverse('page-employee', args=[found.id])}?done=saved")


def give_link(request: HttpRequest, employment_id: int) -> HttpResponse:
    """The answer is the only place where the one-time link is ever shown."""
    found = employment_detail(known_id(employment_id), actor=actor_of(request))
    try:
        issued = issue_employee_password_reset(employment_id=found.id, **posted_call(request)._asdict())
    except KontorError as refusal:
        return _show(request, found, refusal=refusal)
    return _show(request, found, issued=issued)


def _show(
    request: HttpRequest,
    found: EmploymentDetail,
    *,
    filled: Sequence[Filled] | None = None,
    refusal: KontorError | None = None,
    issued: PasswordResetIssued | None = None,
) -> HttpResponse:
    """`filled`: the fields of a refused edit."""
    actor = actor_of(request)
    values, version = {name: getattr(found, name) for name in _EDITED}, found.version
    if filled is None:
        filled = shown_fields(open_fields(WORK, EmploymentEdit, actor), values)
    elif refusal is not None:
        filled, version = refused_fields(filled, refusal, values), version_to_save(request, refusal, version)
    works, is_self = found.ended_on is None, found.user_id == actor.id
    context = {
        "employee": shown(found, actor.rights),
        "branch_names": branch_names([found.branch_code], actor=actor),
        "filled": filled,
        "version": version,
        "key": key_after(request, refusal) if refusal else new_key(),
        "refusal": in_words(refusal, filled) if refusal else None,
        "may_change": actor.may("organization.write"),
        "may_end": actor.may("organization.write") and works and not is_self,
        "may_give_link": works and found.is_active and not is_self and _may_give_link(found.user_id, actor),
        "is_self": is_self,
        "today": _today(found.branch_id),
        "issued": issued,
        "link": link_of(request, issued),
        "step_key": new_key(),
        "done": request.GET.get("done", "") if refusal is None and issued is None else "",
    }
    return page(request, "employee.html", context, status=refusal.status if refusal else 200)


def _may_give_link(user_id: int, actor: Actor) -> bool:
    if not actor.may("access.reset_password"):
        return False
    role = user_row(user_id).role
    return actor.rights.issuperset(role.rights if role else ())


def _today(branch_id: int) -> date:
    """The branch's own day: nobody's last day of work lies after it."""
    return branch_facts([branch_id])[branch_id].business_date(timezone.now())
