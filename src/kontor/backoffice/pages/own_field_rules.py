"""Which fields of their own documents carry: the list of them, and the form of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.access.http import actor_of
from kontor.backoffice.pages.fields import Field, Filled, in_words, sent_fields, shown_fields, values_of
from kontor.backoffice.pages.posted import key_after, new_key, posted_call, version_of
from kontor.backoffice.pages.record_form import record_form
from kontor.backoffice.pages.rendering import go_to, page
from kontor.customization.document_kinds import CUSTOMER, PRODUCT, SALES_ORDER
from kontor.customization.errors import SchemaBreaks
from kontor.customization.fields import fields_of
from kontor.customization.operations import put_schema
from kontor.customization.queries import custom_schema, custom_schemas
from kontor.customization.schema_rules import checked_schema
from kontor.customization.types import CustomField, CustomSchemaItem, CustomSchemaPut
from kontor.kernel.errors import KontorError, NotFound
from kontor.maintenance.queries.misfits import custom_misfits

_MOST_SHOWN: Final = 20
NAMES: Final[Mapping[str, Promise]] = {
    SALES_ORDER: gettext_lazy("Orders"),
    CUSTOMER: gettext_lazy("Customers"),
    PRODUCT: gettext_lazy("Products"),
}
_TYPES: Final[Mapping[str, Promise]] = {
    "string": gettext_lazy("text"),
    "date": gettext_lazy("day"),
    "email": gettext_lazy("e-mail address"),
    "integer": gettext_lazy("whole number"),
    "number": gettext_lazy("number"),
    "boolean": gettext_lazy("yes or no"),
}
_NAME: Final = Field(
    "name",
    gettext_lazy("Name in files and programs"),
    most=40,
    is_required=True,
    hint=gettext_lazy("Small letters, digits and _. It cannot change."),
)
_RULES: Final = (
    Field("title", gettext_lazy("Called"), most=200),
    Field("type", gettext_lazy("What it holds"), kind="choice", choices=tuple(_TYPES.items())),
    Field("enum", gettext_lazy("One of"), most=400, hint=gettext_lazy("Separated by commas; empty: anything.")),
    Field("minimum", gettext_lazy("At least"), kind="number", most=20, hint=gettext_lazy("Of numbers.")),
    Field("maximum", gettext_lazy("At most"), kind="number", most=20, hint=gettext_lazy("Of numbers.")),
    Field("maxLength", gettext_lazy("Longest"), kind="number", most=3, hint=gettext_lazy("Characters, of texts.")),
    Field("description", gettext_lazy("Hint beside it"), most=200),
    Field("required", gettext_lazy("Must be filled in"), kind="check"),
)
_TAKE_OUT: Final = Field("take_out", gettext_lazy("Take this field out; its values stay stored, unseen"), kind="check")
_ACCEPTS: Final = Field(
    "accepts_misfits", gettext_lazy("Save although stored documents may not fit; they stay as they are"), kind="check"
)


def own_fields(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    kinds = []
    for item in custom_schemas(actor=actor).items:
        misfits = custom_misfits(kind=item.kind, actor=actor, after=None, limit=_MOST_SHOWN) if item.version else None
        kinds.append(
            {
                "kind": item.kind,
                "name": NAMES[item.kind],
                "item": item,
                "fields": [(one, _said(one)) for one in _listed(item)],
                "misfits": misfits.items if misfits is not None else (),
            }
        )
    return page(request, "own_fields.html", {"kinds": kinds})


def own_field(request: HttpRequest, kind: str) -> HttpResponse:
    """One field, named in the query, or a new one. What may not fit stored documents is saved only knowingly."""
    actor = actor_of(request)
    found = custom_schema(kind=kind, actor=actor)
    name = request.GET.get("name", "")
    rules = found.schema["properties"].get(name)
    if name and rules is None:
        raise NotFound(f"There is no field {name[:40]!r}.")
    fields = [*([_NAME] if rules is None else []), *_RULES, *([_TAKE_OUT] if rules is not None else [])]
    filled = shown_fields(fields, _values(name, rules or {"type": "string"}, found))
    refusal: KontorError | None = None
    if request.method == "POST":
        fields.append(_ACCEPTS)
        filled = sent_fields(request, fields)
        values = values_of(filled)
        wanted = CustomSchemaPut(_with_field(found.schema, name, values), "", bool(values["accepts_misfits"]))
        try:
            put_schema(kind=kind, version=version_of(request), wanted=wanted, **posted_call(request)._asdict())
            return go_to(request, reverse("page-own-fields"))
        except KontorError as error:
            filled = [one for one in _marked(filled, error) if one.field is not _ACCEPTS or _asks(error)]
            refusal = in_words(error, ())
            if _asks(error):
                refusal = SchemaBreaks(
                    _("See below what would become of them, then tick the box and save."), **error.data
                )
    return record_form(
        request,
        title=rules.get("title") or name if rules else _("New field"),
        intro=str(NAMES[kind]),
        action=request.get_full_path(),
        back=reverse("page-own-fields"),
        submit=_("Save"),
        filled=filled,
        version=str(found.version),  # as text, so that 0 is sent too
        key=new_key() if refusal is None else key_after(request, refusal),
        refusal=refusal,
        changes=refusal.data.get("changes", ()) if refusal is not None else (),
    )


def _listed(item: CustomSchemaItem) -> tuple[CustomField, ...]:
    return fields_of(checked_schema(item.schema)).listed()


def _said(one: CustomField) -> str:
    """A field's rules in words."""
    said = [str(_TYPES.get(one.format) or _TYPES[one.type])]
    if one.choices:
        said.append(", ".join(one.choices))
    for keyword, words in (("minimum", _("at least")), ("maximum", _("at most")), ("maxLength", _("characters:"))):
        if keyword in one.rules:
            said.append(f"{words} {one.rules[keyword]}")
    return "; ".join(said)


def _values(name: str, rules: Mapping[str, Any], found: CustomSchemaItem) -> dict[str, Any]:
    return {
        **rules,
        "type": rules.get("format", rules["type"]),
        "enum": ", ".join(str(choice) for choice in rules.get("enum", ())),
        "required": name in found.schema["required"],
    }


def _with_field(schema: Mapping[str, Any], name: str, values: Mapping[str, str]) -> dict[str, Any]:
    """The schema with the field as it was typed; rules that the form does not show stay."""
    name = name or values["name"]
    properties = dict(schema["properties"])
    required = [one for one in schema["required"] if one != name]
    if values.get("take_out"):
        properties.pop(name, None)
    else:
        properties[name] = _rules(properties.get(name, {}), values)
        required += [name] if values["required"] else []
    return {"type": "object", "properties": properties, "required": required}


def _rules(before: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    kind = values["type"]
    is_text = kind in ("string", "date", "email")
    rules: dict[str, Any] = {"type": "string" if is_text else kind}
    if kind in ("date", "email"):
        rules["format"] = kind
    for keyword in ("title", "description"):
        if values[keyword]:
            rules[keyword] = values[keyword]
    for keyword in ("minimum", "maximum", "maxLength"):
        if values[keyword]:
            rules[keyword] = _number(values[keyword])
    if choices := [choice.strip() for choice in values["enum"].split(",") if choice.strip()]:
        rules["enum"] = choices if is_text else [_number(choice) for choice in choices]
    if before.get("type") == rules["type"]:
        unseen = before.keys() - {"title", "description", "format", "enum", "minimum", "maximum", "maxLength"}
        rules |= {keyword: before[keyword] for keyword in unseen}
    return rules


def _number(text: str) -> Any:
    """What is no number stays a text, which the schema's own rules refuse by name."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _marked(filled: Sequence[Filled], error: KontorError) -> list[Filled]:
    """The refusal beside the field it is about: the last part of where in the schema it was found, else the name."""
    where = str(error.data.get("field") or "")
    last = where.rpartition(".")[2]
    wrong = last if any(one.field.name == last for one in filled) else "name" if "properties" in where else ""
    return [msgspec.structs.replace(one, wrong=error.detail) if one.field.name == wrong else one for one in filled]


def _asks(error: KontorError) -> bool:
    return error.code == SchemaBreaks.code
