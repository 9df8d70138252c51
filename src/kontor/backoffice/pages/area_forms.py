"""Making an area, renaming or moving one, and saying who answers for it and who carries goods there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.http import actor_of
from kontor.access.types import Actor
from kontor.backoffice.pages.fields import (
    Field,
    Filled,
    changes_of,
    day_of,
    in_words,
    key_of,
    refused_fields,
    sent_fields,
    shown_fields,
    values_of,
)
from kontor.backoffice.pages.posted import key_after, new_key, posted_call, version_of
from kontor.backoffice.pages.record_form import record_form
from kontor.backoffice.pages.rendering import go_to
from kontor.backoffice.templatetags.figures import area_path
from kontor.kernel.errors import KontorError, NotFound
from kontor.kernel.wire import known_id, optional_integer
from kontor.parties.area_tree import LEVELS
from kontor.parties.area_types import ManagerPut, ShipperPut
from kontor.parties.errors import AreaNotFound, PartyInvalid
from kontor.parties.operations import create_area, edit_area, put_shippers, put_territories
from kontor.parties.queries import AreaFilter, area_detail, list_areas, list_managers, list_shippers
from kontor.parties.types import AreaDraft, AreaEdit, AreaItem, PutParties

_MOST_CHOICES: Final = 300
_NAMES: Final = (
    Field("region", gettext_lazy("Region"), is_required=True),
    Field("state", gettext_lazy("State")),
    Field("territory", gettext_lazy("Territory")),
    Field("city", gettext_lazy("City"), hint=gettext_lazy("The last name written is the new area's own.")),
    Field("code", gettext_lazy("Code"), most=40, hint=gettext_lazy("Left empty, it gets the next number.")),
)
_MANAGER: Final = (
    Field("name", gettext_lazy("Name"), most=160, is_required=True),
    Field("born_on", gettext_lazy("Born"), kind="day"),
    Field("joined_on", gettext_lazy("Joined"), kind="day"),
)
_SHIPPER: Final = (
    Field("name", gettext_lazy("Name"), most=160, is_required=True),
    Field("phone", gettext_lazy("Phone"), kind="tel", most=40, is_required=True),
    Field("is_active", gettext_lazy("Is suggested for orders"), kind="check"),
)


def new_area(request: HttpRequest) -> HttpResponse:
    actor, title = actor_of(request), _("New area")
    if request.method != "POST":
        above_id = optional_integer(request, "beneath")
        above = area_detail(area_id=above_id, actor=actor) if above_id is not None else None
        values = {} if above is None else {name: getattr(above, name) for name in LEVELS}
        return _form(request, title, above, shown_fields(_NAMES, values), key=new_key())
    filled = sent_fields(request, _NAMES)
    try:
        made = create_area(draft=AreaDraft(**values_of(filled)), **posted_call(request)._asdict())
    except KontorError as refusal:
        filled = refused_fields(filled, refusal, {})
        return _form(request, title, None, filled, key=key_after(request, refusal), refusal=refusal)
    return _to_area(request, made.id)


def edit(request: HttpRequest, area_id: int) -> HttpResponse:
    """A new name counts for all customers and areas beneath it at once."""
    actor = actor_of(request)
    found = area_detail(area_id=known_id(area_id), actor=actor)
    fields, now = _edit_fields(found, actor), {"name": found.name, "parent_id": found.parent_id, "code": found.code}
    if request.method != "POST":
        return _form(request, found.name, found, shown_fields(fields, now), key=new_key(), version=found.version)
    filled = sent_fields(request, fields)
    try:
        changes: dict[str, Any] = changes_of(filled)
        if "parent_id" in changes:
            changes["parent_id"] = key_of(changes, "parent_id") or 0
        edit_area(
            area_id=found.id, version=version_of(request), edit=AreaEdit(**changes), **posted_call(request)._asdict()
        )
    except NotFound:
        raise
    except KontorError as refusal:
        filled = refused_fields(filled, refusal, now)
        refusal = in_words(refusal, filled)
        key = key_after(request, refusal)
        return _form(request, found.name, found, filled, key=key, version=found.version, refusal=refusal)
    return _to_area(request, found.id)


def manager(request: HttpRequest, area_id: int) -> HttpResponse:
    """Who answers for a territory from now on; who did before stays in its history."""
    actor = actor_of(request)
    found = area_detail(area_id=known_id(area_id), actor=actor)
    if found.level != "territory":
        raise AreaNotFound(_("%(name)s is no territory: only those have a manager.") % {"name": found.name})
    title = _("Who answers for %(name)s") % {"name": found.name}
    if request.method != "POST":
        now = next(iter(list_managers(actor=actor, area_id=found.id, limit=1).items), None)
        filled = shown_fields(_MANAGER, {} if now is None else _values(now))
        return _form(request, title, found, filled, key=new_key())
    filled = sent_fields(request, _MANAGER)
    try:
        texts = values_of(filled)
        row = ManagerPut(found.id, texts["name"], day_of(texts, "born_on"), day_of(texts, "joined_on"))
        _refuse_verdict(put_territories(rows=[row], **posted_call(request)._asdict()))
    except KontorError as refusal:
        filled = refused_fields(filled, refusal, {})
        return _form(request, title, found, filled, key=new_key(), refusal=refusal)
    return _to_area(request, found.id)


def shipper(request: HttpRequest, area_id: int) -> HttpResponse:
    """Who carries goods to an area, and to what is beneath it and has nobody of its own."""
    actor = actor_of(request)
    found = area_detail(area_id=known_id(area_id), actor=actor)
    if found.code is None:
        raise AreaNotFound(_("%(name)s has no code yet: give it one first.") % {"name": found.name})
    title = _("Who carries goods to %(name)s") % {"name": found.name}
    if request.method != "POST":
        known = list_shippers(actor=actor, area_id=found.id, limit=_MOST_CHOICES).items
        own = next((_values(one) for one in known if one.area_id == found.id), {"is_active": True})
        return _form(request, title, found, shown_fields(_SHIPPER, own), key=new_key())
    filled = sent_fields(request, _SHIPPER)
    try:
        texts = values_of(filled)
        row = ShipperPut(found.code, texts["name"], texts["phone"], bool(texts["is_active"]))
        _refuse_verdict(put_shippers(rows=[row], **posted_call(request)._asdict()))
    except KontorError as refusal:
        filled = refused_fields(filled, refusal, {})
        return _form(request, title, found, filled, key=new_key(), refusal=refusal)
    return _to_area(request, found.id)


def _edit_fields(found: AreaItem, actor: Actor) -> list[Field]:
    """A code is given once; a region stands below nothing."""
    fields = [Field("name", gettext_lazy("Name"), is_required=True)]
    if found.parent_id is not None:
        above = LEVELS[LEVELS.index(found.level) - 1]
        there = list_areas(actor=actor, wanted=AreaFilter(levels=(above,)), limit=_MOST_CHOICES).items
        choices = sorted(((str(one.id), area_path(one)) for one in there), key=lambda choice: choice[1])
        if all(one.id != found.parent_id for one in there):
            choices.insert(0, (str(found.parent_id), _("where it is")))
        fields.append(Field("parent_id", gettext_lazy("Belongs to"), kind="choice", choices=choices))
    if found.code is None:
        fields.append(Field("code", gettext_lazy("Code"), most=40, hint=gettext_lazy("It cannot change afterwards.")))
    return fields


def _values(row: Any) -> Mapping[str, Any]:
    return {name: getattr(row, name) for name in row.__struct_fields__}


def _refuse_verdict(answer: PutParties) -> None:
    """Raises PartyInvalid where the one row that was put is refused; the verdict is kept with its key."""
    (item,) = answer.items
    if item.verdict == "refused":
        raise PartyInvalid(item.reason or "", field=item.field)


def _to_area(request: HttpRequest, area_id: int) -> HttpResponse:
    return go_to(request, reverse("page-area", args=[area_id]))


def _form(
    request: HttpRequest,
    title: str,
    around: AreaItem | None,
    filled: Sequence[Filled],
    *,
    key: str,
    version: int | None = None,
    refusal: KontorError | None = None,
) -> HttpResponse:
    return record_form(
        request,
        title=title,
        intro=area_path(around) if around is not None else _("A combination of names stands once."),
        back=reverse("page-area", args=[around.id]) if around is not None else reverse("page-areas"),
        submit=_("Save"),
        filled=filled,
        version=version,
        key=key,
        refusal=refusal,
    )
