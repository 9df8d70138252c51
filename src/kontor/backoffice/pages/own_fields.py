"""The company's own fields of a document in its forms, on its page, and as columns of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.backoffice.pages.exporting import Column
from kontor.backoffice.pages.fields import Field, Filled, day_of
from kontor.customization.errors import CustomInvalid
from kontor.customization.fields import CustomFields
from kontor.customization.types import CustomField, CustomValue
from kontor.kernel.errors import InvalidInput, KontorError

PREFIX: Final = "custom."
_MOST: Final = 400
_YES_OR_NO: Final = (("", "—"), ("true", gettext_lazy("yes")), ("false", gettext_lazy("no")))
_KINDS: Final[Mapping[str, Any]] = {"integer": "number", "number": "number", "boolean": "choice"}


def own_fields(fields: CustomFields) -> list[Field]:
    """A field of a form for each; `Field.name` begins with PREFIX."""
    return [_field(one) for one in fields.listed()]


def own_texts(values: Mapping[str, CustomValue]) -> dict[str, str]:
    """Field of the form -> what it shows."""
    return {f"{PREFIX}{name}": _text(value) for name, value in values.items()}


def typed_custom(texts: Mapping[str, str], fields: CustomFields) -> dict[str, CustomValue]:
    """What was typed, as the fields' types want it; an empty text is none. What cannot be read stays a text.

    So the schema refuses it by name, as it would over the API.
    """
    return {
        name: _value(texts[f"{PREFIX}{name}"], rules["type"])
        for name, rules in fields.properties.items()
        if f"{PREFIX}{name}" in texts
    }


def without_own(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if not name.startswith(PREFIX)}


def with_faults(filled: Sequence[Filled], refusal: KontorError) -> list[Filled]:
    """Every own field that was refused, with its reason beside it."""
    if refusal.code != CustomInvalid.code:
        return list(filled)
    reasons = {f"{PREFIX}{fault['field']}": fault["reason"] for fault in _plain(refusal.data.get("fields", ()))}
    return [
        msgspec.structs.replace(one, wrong=f"{one.field.label} {reasons[one.field.name]}.")
        if one.field.name in reasons
        else one
        for one in filled
    ]


def shown_own(fields: CustomFields, values: Mapping[str, CustomValue]) -> list[tuple[str, str]]:
    """(title, value) of what a page shows: the fields there are now, those with a value."""
    return [(one.title, _in_words(one, values[one.name])) for one in fields.listed() if one.name in values]


def own_columns(fields: CustomFields) -> tuple[Column, ...]:
    """A file's further columns: custom.<field>, as they are called in the API."""
    return tuple(Column("custom", f"{PREFIX}{name}", key=name) for name in fields.properties)


def _field(one: CustomField) -> Field:
    choices: Sequence[tuple[str, Any]] = ()
    kind = _KINDS.get(one.type, {"date": "day", "email": "email"}.get(one.format, "text"))
    if one.choices:
        kind, choices = "choice", (("", "—"), *((choice, choice) for choice in one.choices))
    elif one.type == "boolean":
        choices = _YES_OR_NO
    return Field(
        f"{PREFIX}{one.name}",
        one.title,
        kind=kind,
        most=min(one.rules.get("maxLength", _MOST), _MOST),
        is_required=one.is_required,
        choices=choices,
        hint=one.description,
    )


def _value(text: str, kind: str) -> CustomValue:
    if text == "":
        return None
    try:
        if kind == "integer":
            return int(text)
        if kind == "number":
            return float(text)
    except ValueError:
        return text
    return {"true": True, "false": False}.get(text, text) if kind == "boolean" else text


def _text(value: CustomValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _in_words(one: CustomField, value: CustomValue) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if one.format == "date" and isinstance(value, str):
        try:
            on = day_of({"": value}, "")
        except InvalidInput:  # stored before the field became a day
            return value
        return date_format(on, "j M Y") if on else ""
    return _text(value)


def _plain(faults: Any) -> list[dict[str, str]]:
    plain: list[dict[str, str]] = msgspec.to_builtins(faults)
    return plain
