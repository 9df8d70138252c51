"""A business: added with its first branch, looked at and changed, and who owns it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.http import actor_of
from kontor.backoffice.pages.branches import CODE, KEPT
from kontor.backoffice.pages.employees import user_named
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
from kontor.backoffice.pages.shaping import shaped, version_to_save
from kontor.kernel.errors import InvalidInput, KontorError
from kontor.kernel.wire import known_id
from kontor.organization.errors import TimeZoneUnknown
from kontor.organization.operations import create_business, edit_business
from kontor.organization.queries import business_detail, list_branches
from kontor.organization.schemas import BusinessDetail, BusinessEdit, NewBranch, NewBusiness

_MOST_BRANCHES: Final = 50
_NAME: Final = Field("name", gettext_lazy("Name"), most=120, is_required=True)
_CURRENCY: Final = Field(
    "currency", gettext_lazy("Currency"), most=3, is_required=True, hint=gettext_lazy("Such as KES; it never changes.")
)
_DETAILS: Final = (
    Field("tax_pin", gettext_lazy("Tax number"), most=40),
    Field("address", gettext_lazy("Address"), most=240),
    Field("phone", gettext_lazy("Telephone"), kind="tel", most=40),
    Field("email", gettext_lazy("E-mail"), kind="email", most=120),
    Field(
        "owner",
        gettext_lazy("Owner's user name"),
        most=150,
        hint=gettext_lazy("Somebody who is a user already; empty: not noted."),
    ),
)
_EDITED: Final = (_NAME, *_DETAILS)
#: The first branch's fields, beside the business's of the same names.
_BRANCH: Final = tuple(
    Field(f"branch_{one.name}", one.label, one.kind, one.most, one.is_required, one.choices, one.hint)
    for one in (CODE, *KEPT)
)


def new_business(request: HttpRequest) -> HttpResponse:
    """A legal entity with its first branch; whoever adds it works there from then on, and so sees it."""
    own = (CODE, _NAME, _CURRENCY, *_DETAILS)
    if request.method != "POST":
        begun = {"branch_day_starts_at": "00:00"}
        return _new(request, shown_fields(own, {}), shown_fields(_BRANCH, begun), key=new_key())
    filled, branch = sent_fields(request, own), sent_fields(request, _BRANCH)
    try:
        values: dict[str, Any] = _with_owner(values_of(filled))
        draft = shaped({**values, "branch": _first_branch(values_of(branch))}, NewBusiness)
        created = create_business(draft=draft, **posted_call(request)._asdict())
    except KontorError as refusal:
        is_branchs = refusal.data.get("taken") == request.POST.get("branch_code") or isinstance(
            refusal, TimeZoneUnknown
        )
        if is_branchs:
            refusal.data["field"] = f"branch_{refusal.data['field']}"
        filled, branch = refused_fields(filled, refusal, {}), refused_fields(branch, refusal, {})
        return _new(request, filled, branch, key=key_after(request, refusal), refusal=refusal)
    return go_to(request, f"{reverse('page-business', args=[created.business.id])}?done=created")


def _first_branch(values: dict[str, str]) -> dict[str, str]:
    """The branch's fields under their own names. Raises InvalidInput, naming the form's field."""
    found = {name.removeprefix("branch_"): text for name, text in values.items()}
    try:
        shaped(found, NewBranch)
    except InvalidInput as error:
        raise InvalidInput(error.detail, field=f"branch_{error.data.get('field')}") from None
    return found


def _with_owner(values: dict[str, str]) -> dict[str, Any]:
    """The owner's name as the key of the user. Raises UserUnknown."""
    found: dict[str, Any] = {**values}
    if "owner" in found:
        name = found.pop("owner")
        found["owner_id"] = user_named(name, "owner") if name else None
    return found


def _new(
    request: HttpRequest,
    filled: Sequence[Filled],
    branch: Sequence[Filled],
    *,
    key: str,
    refusal: KontorError | None = None,
) -> HttpResponse:
    context = {"filled": filled, "branch": branch, "key": key, "refusal": refusal}
    return page(request, "business_new.html", context, status=refusal.status if refusal else 200)


def business(request: HttpRequest, business_id: int) -> HttpResponse:
    return _show(request, business_detail(known_id(business_id), actor=actor_of(request)))


def edit(request: HttpRequest, business_id: int) -> HttpResponse:
    """Sent with the version it was read at; refused, everything typed is shown again."""
    actor = actor_of(request)
    found = business_detail(known_id(business_id), actor=actor)
    filled = sent_fields(request, _EDITED)
    try:
        version, changed = version_of(request), changes_of(filled)
        if changed:
            edit = shaped(_with_owner(changed), BusinessEdit)
            edit_business(business_id=found.id, edit=edit, version=version, **posted_call(request)._asdict())
    except KontorError as refusal:
        return _show(request, business_detail(found.id, actor=actor), filled=filled, refusal=refusal)
    return go_to(request, f"{reverse('page-business', args=[found.id])}?done={'saved' if changed else 'same'}")


def _values(found: BusinessDetail) -> dict[str, str]:
    texts = {name: getattr(found, name) for name in ("name", "tax_pin", "address", "phone", "email")}
    return {**texts, "owner": found.owner_username or ""}


def _show(
    request: HttpRequest,
    found: BusinessDetail,
    *,
    filled: Sequence[Filled] | None = None,
    refusal: KontorError | None = None,
) -> HttpResponse:
    """`filled`: the fields of a refused edit."""
    actor = actor_of(request)
    values, version = _values(found), found.version
    if filled is None:
        filled = shown_fields(_EDITED, values)
    elif refusal is not None:
        filled, version = refused_fields(filled, refusal, values), version_to_save(request, refusal, version)
    branches = list_branches(actor=actor, after=None, limit=_MOST_BRANCHES, business_id=found.id, sort="name")
    context = {
        "business": found,
        "branches": branches.items,
        "filled": filled,
        "version": version,
        "key": key_after(request, refusal) if refusal else new_key(),
        "refusal": in_words(refusal, filled) if refusal else None,
        "may_change": actor.may("organization.write"),
        "done": request.GET.get("done", "") if refusal is None else "",
        "added": _("The business and its first branch are added. Next, its locations and prices."),
    }
    return page(request, "business.html", context, status=refusal.status if refusal else 200)
