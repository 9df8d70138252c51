"""Checking the values of custom fields against their schema, and showing them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from msgspec import UNSET, UnsetType

from kontor.customization.errors import CustomInvalid
from kontor.customization.schema_rules import MOST_NUMBER, MOST_TEXT, NO_FIELDS
from kontor.customization.types import CustomField, CustomValue, Fault, SchemaRow

EMPTY: Final = "{}"
_FORMATS: Final = FormatChecker(["date", "email"])
_NOTHING: Final = msgspec.json.encode(NO_FIELDS).decode()


class CustomFields:
    """The fields of a kind of document as one version of their schema has them."""

    def __init__(self, schema: str) -> None:
        parsed = msgspec.json.decode(schema)
        self.properties: dict[str, dict[str, Any]] = parsed["properties"]
        self.required: frozenset[str] = frozenset(parsed["required"])
        self._validator = Draft202012Validator(parsed, format_checker=_FORMATS)

    def listed(self) -> tuple[CustomField, ...]:
        return tuple(
            CustomField(
                name=name,
                title=rules.get("title") or name.replace("_", " ").capitalize(),
                type=rules["type"],
                description=rules.get("description", ""),
                format=rules.get("format", ""),
                choices=tuple(str(choice) for choice in rules.get("enum", ())),
                is_required=name in self.required,
                rules=rules,
            )
            for name, rules in self.properties.items()
        )

    def faults(self, values: Mapping[str, CustomValue], *, is_fact: bool = False) -> list[Fault]:
        """What is wrong with `values`, at most one fault a field. A fact may lack what is required: it has happened."""
        known = {name: value for name, value in values.items() if name in self.properties}
        found: dict[str, Fault] = {}
        for name in sorted(self.required - known.keys()) if not is_fact else ():
            found[name] = Fault(name, "is required")
        for name, value in known.items():
            if isinstance(value, str) and len(value) > MOST_TEXT:
                found[name] = Fault(name, f"has at most {MOST_TEXT} characters")
            elif isinstance(value, int | float) and abs(value) > MOST_NUMBER:
                found[name] = Fault(name, "is beyond what is counted")
        checked = {name: value for name, value in known.items() if name not in found}
        for error in self._errors(checked):
            name = str(error.absolute_path[0])
            found.setdefault(name, Fault(name, _reason(error)))
        return [found[name] for name in self.properties if name in found]

    def _errors(self, values: Mapping[str, CustomValue]) -> Iterator[ValidationError]:
        return (error for error in self._validator.iter_errors(dict(values)) if error.absolute_path)


@lru_cache(maxsize=64)
def fields_of(schema: str) -> CustomFields:
    """By the schema's text, so that a new version needs nobody to clear anything."""
    return CustomFields(schema)


def known_fields(row: SchemaRow | None) -> CustomFields:
    return fields_of(_NOTHING if row is None else row.schema)


def new_custom(row: SchemaRow | None, given: Mapping[str, CustomValue], *, is_fact: bool = False) -> str:
    """The JSON a new document keeps. Raises CustomInvalid, naming every field that is wrong."""
    if row is None and not given:
        return EMPTY
    return _checked(known_fields(row), {}, given, is_fact=is_fact)


def changed_custom(row: SchemaRow | None, before: str, given: Mapping[str, CustomValue]) -> str:
    """The JSON after an edit: what is given replaces, null removes, the rest stays, also what no field asks for now.

    All of the document's fields must fit the newest schema then. Raises CustomInvalid.
    """
    return _checked(known_fields(row), values_of(before), given, is_fact=False)


def custom_after(row: SchemaRow | None, before: str | None, given: Mapping[str, CustomValue] | UnsetType) -> str:
    """What a document keeps after a put: `before` is None for a new one, UNSET leaves the values as they are."""
    if before is None:
        return new_custom(row, {} if given is UNSET else given)
    return before if given is UNSET else changed_custom(row, before, given)


def values_of(text: str) -> dict[str, CustomValue]:
    return {} if text == EMPTY else msgspec.json.decode(text, type=dict[str, CustomValue])


def kept_text(values: Mapping[str, CustomValue]) -> str:
    """Values that are checked, as a document keeps them."""
    return msgspec.json.encode(dict(values), order="sorted").decode()


def _checked(
    fields: CustomFields, before: Mapping[str, CustomValue], given: Mapping[str, CustomValue], *, is_fact: bool
) -> str:
    unknown = [name for name, value in given.items() if name not in fields.properties and value is not None]
    values = {name: value for name, value in {**before, **given}.items() if value is not None}
    names = ", ".join(fields.properties) or "none yet"
    faults = [Fault(name[:60], f"is no field here; there are: {names}"[:400]) for name in unknown]
    faults += fields.faults(values, is_fact=is_fact)
    if faults:
        raise CustomInvalid(
            " ".join(f"custom.{fault.field} {fault.reason}." for fault in faults[:5]),
            field=f"custom.{faults[0].field}",
            fields=faults,
        )
    return kept_text(values)


def _reason(error: ValidationError) -> str:
    """In words, without the value: it may be long, or nobody's business."""
    wanted: Any = error.validator_value
    match error.validator:
        case "type":
            return _TYPES.get(str(wanted), f"must be of type {wanted}")
        case "enum":
            return f"must be one of {', '.join(str(choice) for choice in wanted)}"[:400]
        case "format":
            return "must be a day such as 2026-11-21" if wanted == "date" else "must be an e-mail address"
        case "minLength":
            return f"has at least {wanted} characters"
        case "maxLength":
            return f"has at most {wanted} characters"
        case "pattern":
            return f"does not fit the pattern {wanted}"
        case "minimum":
            return f"must be at least {wanted}"
        case "maximum":
            return f"must be at most {wanted}"
        case "exclusiveMinimum":
            return f"must be more than {wanted}"
        case "exclusiveMaximum":
            return f"must be less than {wanted}"
        case "multipleOf":
            return f"must be a multiple of {wanted}"
    return "does not fit its schema"


_TYPES: Final = {
    "string": "must be a text",
    "integer": "must be a whole number",
    "number": "must be a number",
    "boolean": "must be true or false",
}
