"""One branch: its name, time zone and day, who works there, and its books, which are closed through a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kontor.access.http import actor_of
from kontor.backoffice.pages.branches import KEPT, ZONES
from kontor.backoffice.pages.fields import (
    Field,
    Filled,
    changes_of,
    in_words,
    refused_fields,
    sent_fields,
    shown_fields,
)
from kontor.backoffice.pages.posted import key_after, new_key, posted_call, typed, typed_day, version_of
from kontor.backoffice.pages.rendering import go_to, page
from kontor.backoffice.pages.shaping import shaped, version_to_save
from kontor.kernel.errors import InvalidInput, KontorError
from kontor.kernel.masking import shown
from kontor.kernel.wire import known_id
from kontor.organization.operations import close_period, edit_branch
from kontor.organization.queries import (
    EmploymentFilter,
    branch_detail,
    branch_facts,
    business_detail,
    list_employments,
)
from kontor.organization.schemas import BranchDetail, BranchEdit, PeriodClosing

_PEOPLE_SHOWN: Final = 20
_STATE: Final = Field(
    "is_active", _("State"), kind="choice", choices=(("true", _("open")), ("false", _("closed down")))
)
_EDITED: Final = (*KEPT, _STATE)


def branch(request: HttpRequest, branch_id: int) -> HttpResponse:
    return _show(request, branch_detail(known_id(branch_id), actor=actor_of(request)))


def edit(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Sent with the version it was read at; refused, everything typed is shown again."""
    actor = actor_of(request)
    found = branch_detail(known_id(branch_id), actor=actor)
    filled = sent_fields(request, _fields(found.time_zone))
    try:
        version, changed = version_of(request), changes_of(filled)
        if changed:
            edit_branch(branch_id=found.id, edit=_edit(changed), version=version, **posted_call(request)._asdict())
    except KontorError as refusal:
        return _show(request, branch_detail(found.id, actor=actor), filled=filled, refusal=refusal)
    return go_to(request, f"{reverse('page-branch', args=[found.id])}?done={'saved' if changed else 'same'}")


def _edit(changed: dict[str, str]) -> BranchEdit:
    values: dict[str, Any] = {**changed}
    if "is_active" in changed:
        if changed["is_active"] not in ("true", "false"):
            raise InvalidInput(field="is_active")
        values["is_active"] = changed["is_active"] == "true"
    return shaped(values, BranchEdit)


def close(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Close the books through a day, or open them again from an earlier one, or wholly, with a reason."""
    actor = actor_of(request)
    found = branch_detail(known_id(branch_id), actor=actor)
    try:
        through_on, reason = typed_day(request, "through_on"), typed(request, "reason")
        version = version_of(request)
        close_period(
            branch_id=found.id,
            closing=PeriodClosing(through_on, reason),
            version=version,
            **posted_call(request)._asdict(),
        )
    except KontorError as refusal:
        return _show(request, branch_detail(found.id, actor=actor), refusal=refusal)
    return go_to(request, f"{reverse('page-branch', args=[found.id])}?done=saved")


def _fields(zone: str) -> Sequence[Field]:
    """`zone`: the branch's own, offered although the list may lack it."""
    return [
        msgspec.structs.replace(one, choices=[*one.choices, (zone, zone)])
        if one.name == "time_zone" and zone not in ZONES
        else one
        for one in _EDITED
    ]


def _values(found: BranchDetail) -> dict[str, str]:
    texts = {name: getattr(found, name) for name in ("name", "time_zone", "day_starts_at")}
    return {**texts, "is_active": "true" if found.is_active else "false"}


def _show(
    request: HttpRequest,
    found: BranchDetail,
    *,
    filled: Sequence[Filled] | None = None,
    refusal: KontorError | None = None,
) -> HttpResponse:
    """`filled`: the fields of a refused edit."""
    actor = actor_of(request)
    values, version = _values(found), found.version
    if filled is None:
        filled = shown_fields(_fields(found.time_zone), values)
    elif refusal is not None:
        filled, version = refused_fields(filled, refusal, values), version_to_save(request, refusal, version)
    wanted = EmploymentFilter(branch_id=found.id, is_current=True)
    people = list_employments(actor=actor, after=None, limit=_PEOPLE_SHOWN, wanted=wanted, sort="user__username")
    context = {
        "branch": found,
        "business": business_detail(found.business_id, actor=actor),
        "filled": filled,
        "version": version,
        "key": key_after(request, refusal) if refusal else new_key(),
        "refusal": in_words(refusal, filled) if refusal else None,
        "may_change": actor.may("organization.write"),
        "may_close": actor.may("organization.close_period"),
        "through_on": request.POST.get("through_on", "")[:10],
        "reason": request.POST.get("reason", "")[:400],
        "today": branch_facts([found.id])[found.id].business_date(timezone.now()),
        "people": [shown(row, actor.rights) for row in people.items],
        "has_more_people": people.next_cursor is not None,
        "close_key": new_key(),
        "done": request.GET.get("done", "") if refusal is None else "",
    }
    return page(request, "branch.html", context, status=refusal.status if refusal else 200)
