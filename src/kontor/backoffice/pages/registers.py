"""The tills: the list, a new one, and renaming, moving or closing one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.http import actor_of
from kontor.backoffice.pages.exporting import Column, as_file, wants_file
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
from kontor.backoffice.pages.filtering import Sorting, file_of, filter_text, next_page
from kontor.backoffice.pages.posted import key_after, new_key, posted_call, version_of
from kontor.backoffice.pages.record_form import record_form
from kontor.backoffice.pages.rendering import go_to, page
from kontor.kernel.errors import KontorError, NotFound
from kontor.kernel.wire import Page, cursor, known_id
from kontor.pos.errors import RegisterInvalid
from kontor.pos.operations import edit_register, put_registers
from kontor.pos.queries import RegisterFilter, list_registers, register_detail
from kontor.pos.types import RegisterDetail, RegisterEdit, RegisterPut

_PAGE_ROWS: Final = 50
_SORTS: Final = ("code", "-code", "name", "-name", "id", "-id")
_COLUMNS: Final = (
    *(Column(name) for name in ("code", "name")),
    *(Column(f"{name}_code", name) for name in ("branch", "location", "price_list")),
    Column("is_active"),
)
_CODE: Final = Field(
    "code", gettext_lazy("Code"), most=20, is_required=True, hint=gettext_lazy("It cannot change afterwards.")
)
_FIELDS: Final = (
    Field("name", gettext_lazy("Name"), most=80, is_required=True),
    Field(
        "location",
        gettext_lazy("Stands in"),
        most=20,
        is_required=True,
        hint=gettext_lazy("The code of a shop, warehouse or van; it sells what lies there."),
    ),
    Field("price_list", gettext_lazy("Price list"), most=20, hint=gettext_lazy("Its code; empty: the usual ones.")),
)
_ACTIVE: Final = Field("is_active", gettext_lazy("Is in use"), kind="check")


def registers(request: HttpRequest) -> HttpResponseBase:
    """The tills of the actor's branches, by code unless the URL says otherwise."""
    actor, sort = actor_of(request), Sorting.of(request, _SORTS)
    wanted = RegisterFilter(search=filter_text(request, "search") or "")

    def read(after: int | None, limit: int) -> Page[RegisterDetail]:
        return list_registers(actor=actor, wanted=wanted, after=after, limit=limit, sort=sort.by)

    if wants_file(request):
        return as_file(request, "registers", _COLUMNS, read)
    found = read(cursor(request), _PAGE_ROWS)
    context = {
        "registers": found.items,
        "next": next_page(request, found.next_cursor),
        "file": file_of(request),
        "sort": sort,
        "filters": request.GET,
        "is_filtered": wanted != RegisterFilter() or "cursor" in request.GET,
    }
    return page(request, "registers.html", context)


def new_register(request: HttpRequest) -> HttpResponse:
    fields = (_CODE, *_FIELDS)
    if request.method != "POST":
        return _form(request, shown_fields(fields, {}), key=new_key())
    filled = sent_fields(request, fields)
    try:
        row = RegisterPut(**_typed(values_of(filled)))
        (item,) = put_registers(rows=[row], only_new=True, **posted_call(request)._asdict()).items
        if item.verdict == "refused":
            raise RegisterInvalid(item.reason or "", field=item.field)
    except KontorError as refusal:
        # A refused row's verdict is stored under its key, so the corrected form needs another one.
        key = new_key() if isinstance(refusal, RegisterInvalid) else key_after(request, refusal)
        return _form(request, refused_fields(filled, refusal, {}), key=key, refusal=refusal)
    return go_to(request, reverse("page-registers"))


def edit(request: HttpRequest, register_id: int) -> HttpResponse:
    found = register_detail(register_id=known_id(register_id), actor=actor_of(request))
    fields = (*_FIELDS, _ACTIVE)
    if request.method != "POST":
        return _form(request, shown_fields(fields, _values(found)), key=new_key(), found=found)
    filled = sent_fields(request, fields)
    try:
        wanted = RegisterEdit(**_typed(changes_of(filled)))
        edit_register(register_id=found.id, version=version_of(request), edit=wanted, **posted_call(request)._asdict())
    except NotFound:
        raise
    except KontorError as refusal:
        filled = refused_fields(filled, refusal, _values(found))
        refusal = in_words(refusal, filled)
        return _form(request, filled, key=key_after(request, refusal), found=found, refusal=refusal)
    return go_to(request, reverse("page-registers"))


def _values(found: RegisterDetail) -> dict[str, Any]:
    return {
        "name": found.name,
        "location": found.location_code,
        "price_list": found.price_list_code,
        "is_active": found.is_active,
    }


def _typed(texts: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = dict(texts)
    if "price_list" in values:
        values["price_list"] = values["price_list"] or None
    if "is_active" in values:
        values["is_active"] = bool(values["is_active"])
    return values


def _form(
    request: HttpRequest,
    filled: Sequence[Filled],
    *,
    key: str,
    found: RegisterDetail | None = None,
    refusal: KontorError | None = None,
) -> HttpResponse:
    return record_form(
        request,
        title=_("New till") if found is None else found.name,
        intro=_("Where goods are sold over the counter.") if found is None else f"{found.code}, {found.branch_code}",
        back=reverse("page-registers"),
        submit=_("Add the till") if found is None else _("Save"),
        filled=filled,
        version=found.version if found else None,
        key=key,
        refusal=refusal,
    )
