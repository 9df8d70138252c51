"""Where stock is kept: the list, a new place, and changing one with the areas whose customers order from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.http import actor_of
from kontor.access.types import Actor
from kontor.backoffice.pages.exporting import Column, as_file, wants_file
from kontor.backoffice.pages.fields import (
    Field,
    Filled,
    Text,
    changes_of,
    in_words,
    refused_fields,
    sent_fields,
    shown_fields,
    values_of,
)
from kontor.backoffice.pages.filtering import Sorting, file_of, filter_text, next_page
from kontor.backoffice.pages.posted import key_after, new_key, posted_call, version_of
from kontor.backoffice.pages.record_form import record_form
from kontor.backoffice.pages.rendering import go_to, page
from kontor.backoffice.pages.shaping import shaped
from kontor.inventory.answers import LocationDetail
from kontor.inventory.operations import create_location, edit_location
from kontor.inventory.queries.locations import list_locations, location_detail
from kontor.inventory.schemas import LocationDraft, LocationEdit
from kontor.kernel.errors import InvalidInput, KontorError, NotFound
from kontor.kernel.wire import Page, cursor
from kontor.organization.queries import list_branches
from kontor.parties.queries import area_ids_by_code, area_names

_PAGE_ROWS: Final = 50
_MOST_BRANCHES: Final = 500
_SORTS: Final = ("code", "-code", "name", "-name", "id", "-id")
_COLUMNS: Final = (
    *(Column("branch_code" if name == "branch" else name, name) for name in ("code", "name", "branch", "kind")),
    *(Column(name) for name in ("shortage_policy", "is_active")),
)
_KINDS: Final = (
    ("warehouse", gettext_lazy("warehouse")),
    ("shop", gettext_lazy("shop")),
    ("bin", gettext_lazy("bin")),
    ("van", gettext_lazy("van")),
    ("quarantine", gettext_lazy("quarantine")),
)
_NEW: Final = (
    Field("code", gettext_lazy("Code"), most=20, is_required=True, hint=gettext_lazy("It cannot change afterwards.")),
    Field("kind", gettext_lazy("Kind"), kind="choice", choices=_KINDS),
    Field("parent", gettext_lazy("Stands in"), most=20, hint=gettext_lazy("A bin: the code of its warehouse or shop.")),
)
_KEPT: Final = (
    Field("name", gettext_lazy("Name"), most=80, is_required=True),
    Field(
        "shortage_policy",
        gettext_lazy("A till sells more than is there"),
        kind="choice",
        choices=(("refuse", gettext_lazy("refuse it")), ("accept", gettext_lazy("accept it and tell somebody"))),
    ),
    Field(
        "area_ids",
        gettext_lazy("Areas it serves"),
        most=400,
        hint=gettext_lazy("Their codes, with commas between. Only customers from there order here; empty: everybody."),
    ),
)
_ACTIVE: Final = Field("is_active", gettext_lazy("Is open"), kind="check", hint=gettext_lazy("It closes empty."))


def locations(request: HttpRequest) -> HttpResponseBase:
    """The actor's places by code, with the areas each serves; goods on their way stand in the transfers."""
    actor, sort = actor_of(request), Sorting.of(request, _SORTS)
    text = filter_text(request, "text") or ""

    def read(after: int | None, limit: int) -> Page[LocationDetail]:
        return list_locations(actor=actor, cursor=after, limit=limit, text=text, with_transit=False, sort=sort.by)

    if wants_file(request):
        return as_file(request, "locations", _COLUMNS, read)
    found = read(cursor(request), _PAGE_ROWS)
    names = area_names(area_ids={area for row in found.items for area in row.area_ids}, actor=actor)
    context = {
        "locations": [(row, [names[area] for area in row.area_ids]) for row in found.items],
        "next": next_page(request, found.next_cursor),
        "file": file_of(request),
        "sort": sort,
        "filters": request.GET,
        "is_filtered": bool(text) or "cursor" in request.GET,
    }
    return page(request, "locations.html", context)


def new_location(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    fields = (_branch_field(actor), *_NEW, *_KEPT)
    if request.method != "POST":
        return _form(request, shown_fields(fields, {"kind": "warehouse", "shortage_policy": "refuse"}), key=new_key())
    filled = sent_fields(request, fields)
    try:
        draft = shaped(_typed(values_of(filled), actor), LocationDraft)
        create_location(location=draft, **posted_call(request)._asdict())
    except KontorError as refusal:
        return _form(request, refused_fields(filled, refusal, {}), key=key_after(request, refusal), refusal=refusal)
    return go_to(request, reverse("page-locations"))


def edit(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    found = location_detail(actor=actor, code=code)
    fields = (*_KEPT, _ACTIVE)
    if request.method != "POST":
        return _form(request, shown_fields(fields, _values(found, actor)), key=new_key(), found=found)
    filled = sent_fields(request, fields)
    try:
        wanted = shaped(_typed(changes_of(filled), actor), LocationEdit)
        edit_location(code=code, edit=wanted, version=version_of(request), **posted_call(request)._asdict())
    except KontorError as refusal:
        if isinstance(refusal, NotFound) and "field" not in refusal.data:
            raise
        filled = refused_fields(filled, refusal, _values(found, actor))
        refusal = in_words(refusal, filled)
        return _form(request, filled, key=key_after(request, refusal), found=found, refusal=refusal)
    return go_to(request, reverse("page-locations"))


def _branch_field(actor: Actor) -> Field:
    branches = list_branches(actor=actor, after=None, limit=_MOST_BRANCHES, is_active=True, sort="code").items
    choices: list[tuple[str, Text]] = [
        ("", gettext_lazy("choose a branch")),
        *((one.code, one.name) for one in branches),
    ]
    return Field("branch", gettext_lazy("Branch"), kind="choice", choices=choices)


def _values(found: LocationDetail, actor: Actor) -> dict[str, Any]:
    """As the form shows them: areas by code, one without a code as #17."""
    names = area_names(area_ids=found.area_ids, actor=actor)
    areas = ", ".join(names[area].code or f"#{area}" for area in found.area_ids)
    return {**{name: getattr(found, name) for name in ("name", "shortage_policy", "is_active")}, "area_ids": areas}


def _typed(texts: Mapping[str, str], actor: Actor) -> dict[str, Any]:
    values: dict[str, Any] = {name: text for name, text in texts.items() if text or name != "parent"}
    if "is_active" in texts:
        values["is_active"] = bool(texts["is_active"])
    if "area_ids" in texts:
        values["area_ids"] = _area_ids(texts["area_ids"], actor)
    return values


def _area_ids(text: str, actor: Actor) -> list[int]:
    """Raises InvalidInput that names the code nobody has."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    known = area_ids_by_code(words)
    ids = []
    for word in words:
        number = word.removeprefix("#")
        if word in known:
            ids.append(known[word])
        elif word.startswith("#") and number.isascii() and number.isdigit() and len(number) < 19:
            ids.append(int(number))
        else:
            raise InvalidInput(_("There is no area with the code %(code)s.") % {"code": word}, field="area_ids")
    return ids


def _form(
    request: HttpRequest,
    filled: Sequence[Filled],
    *,
    key: str,
    found: LocationDetail | None = None,
    refusal: KontorError | None = None,
) -> HttpResponse:
    return record_form(
        request,
        title=_("New location") if found is None else found.name,
        intro=_("A place where stock is kept.") if found is None else found.code,
        back=reverse("page-locations"),
        submit=_("Add the location") if found is None else _("Save"),
        filled=filled,
        version=found.version if found else None,
        key=key,
        refusal=refusal,
    )
