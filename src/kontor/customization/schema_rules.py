"""What a schema of custom fields may say: flat, typed, and small enough to be a form, a file's columns and a check."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from jsonschema import Draft202012Validator, SchemaError

from kontor.customization.errors import SchemaInvalid

MOST_FIELDS: Final = 50
MOST_TEXT: Final = 400  # what a field of a form takes
MOST_CHOICES: Final = 200
MOST_NUMBER: Final = 2**53 - 1  # what every program that reads JSON still counts exactly
FORMATS: Final = ("date", "email")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TOP: Final = {"$schema", "type", "properties", "required", "additionalProperties"}
_LIMITS: Final = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
_RANGES: Final = (("minimum", "maximum"), ("minLength", "maxLength"))
_KEYWORDS: Final[Mapping[str, set[str]]] = {
    "string": {"minLength", "maxLength", "pattern", "format", "enum"},
    "integer": {*_LIMITS, "enum"},
    "number": _LIMITS,
    "boolean": set(),
}
NO_FIELDS: Final[Mapping[str, Any]] = {
    "type": "object",
    "properties": {},
    "required": [],
    "additionalProperties": False,
}


def checked_schema(schema: Mapping[str, Any]) -> str:
    """`schema` as it is kept: JSON text, fields in the order given, no others allowed. Raises SchemaInvalid."""
    _refuse(sorted(schema.keys() - _TOP), "schema", "a schema says type, properties and required")
    if schema.get("type", "object") != "object":
        raise SchemaInvalid("The schema of a document is of type object.", field="schema.type")
    if schema.get("additionalProperties", False) is not False:
        raise SchemaInvalid("Every field is named: additionalProperties is false.", field="schema.additionalProperties")
    properties, required = schema.get("properties", {}), schema.get("required", [])
    if not isinstance(properties, dict) or not all(isinstance(rules, dict) for rules in properties.values()):
        raise SchemaInvalid("properties maps the name of each field to its rules.", field="schema.properties")
    if len(properties) > MOST_FIELDS:
        raise SchemaInvalid(f"A document has at most {MOST_FIELDS} fields of its own.", field="schema.properties")
    for name, rules in properties.items():
        _check_field(name, rules)
    if not isinstance(required, list) or not all(isinstance(name, str) for name in required):
        raise SchemaInvalid("required lists names of fields.", field="schema.required")
    for name in required:
        if name not in properties:
            raise SchemaInvalid(f"required names {name!r}, which is no field.", field="schema.required")
    kept = {**NO_FIELDS, "properties": properties, "required": sorted(set(required))}
    try:
        Draft202012Validator.check_schema(kept)
    except SchemaError as error:
        where = ".".join(["schema", *(str(part) for part in error.absolute_path)])
        raise SchemaInvalid(f"{where}: {error.message[:300]}.", field=where) from None
    return msgspec.json.encode(kept).decode()


def _check_field(name: str, rules: dict[str, Any]) -> None:
    where = f"schema.properties.{name[:60]}"
    if not _NAME.fullmatch(name):
        raise SchemaInvalid(
            "A field's name is up to 40 small letters, digits and _, beginning with a letter.", field=where
        )
    kind = rules.get("type")
    if not isinstance(kind, str) or kind not in _KEYWORDS:
        raise SchemaInvalid(f"{name} is of type {', '.join(_KEYWORDS)}.", field=f"{where}.type")
    _refuse(sorted(rules.keys() - _KEYWORDS[kind] - {"type", "title", "description"}), where, f"{name} is a {kind}")
    for keyword in ("title", "description"):
        if not isinstance(rules.get(keyword, ""), str) or len(rules.get(keyword, "")) > 200:
            raise SchemaInvalid(f"{keyword} is a text of at most 200 characters.", field=f"{where}.{keyword}")
    if "format" in rules and rules["format"] not in FORMATS:
        raise SchemaInvalid(f"format is one of {', '.join(FORMATS)}.", field=f"{where}.format")
    if "enum" in rules:
        _check_choices(rules["enum"], kind, f"{where}.enum")
    if "pattern" in rules:
        _check_pattern(rules["pattern"], f"{where}.pattern")
    for keyword in _LIMITS & rules.keys():
        if isinstance(rules[keyword], int | float) and abs(rules[keyword]) > MOST_NUMBER:
            raise SchemaInvalid(f"{keyword} is beyond what is counted.", field=f"{where}.{keyword}")
    for least, most in _RANGES:
        low, high = rules.get(least), rules.get(most)
        if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
            raise SchemaInvalid(f"{name}: {least} {low} is more than {most} {high}.", field=f"{where}.{most}")


def _check_choices(choices: Any, kind: str, where: str) -> None:
    wanted = str if kind == "string" else int
    fits = isinstance(choices, list) and all(type(choice) is wanted and choice != "" for choice in choices)
    if not fits or not 1 <= len(choices) <= MOST_CHOICES or len(set(choices)) != len(choices):
        raise SchemaInvalid(f"enum lists 1 to {MOST_CHOICES} different values of type {kind}.", field=where)


def _check_pattern(pattern: Any, where: str) -> None:
    if not isinstance(pattern, str) or len(pattern) > 200:
        raise SchemaInvalid("pattern is a regular expression of at most 200 characters.", field=where)
    if re.search(r"[+*}]\)[+*{]|\\[1-9]|\(\?", pattern):
        raise SchemaInvalid(
            "pattern repeats what repeats already, or looks around or back: it could take for ever.", field=where
        )
    try:
        re.compile(pattern)
    except re.error as error:
        raise SchemaInvalid(f"pattern is no regular expression: {error}.", field=where) from None


def _refuse(unknown: list[str], where: str, what: str) -> None:
    if unknown:
        raise SchemaInvalid(f"{unknown[0]!r} is not known here: {what}.", field=f"{where}.{unknown[0]}")
