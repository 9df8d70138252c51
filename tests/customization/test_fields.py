"""Values against their schema, without a database."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.customization.errors import CustomInvalid, SchemaInvalid
from kontor.customization.fields import changed_custom, custom_after, fields_of, new_custom
from kontor.customization.schema_changes import schema_changes
from kontor.customization.schema_rules import checked_schema
from kontor.customization.types import SchemaRow
from tests.customization.schemas import DOCK, OPENED, WINDOW


def row(properties: dict[str, Any], *required: str) -> SchemaRow:
    return SchemaRow("sales_order", 1, checked_schema({"properties": properties, "required": list(required)}))


def refused(schema: SchemaRow | None, given: dict[str, Any], before: str = "{}") -> dict[str, str]:
    with pytest.raises(CustomInvalid) as refusal:
        changed_custom(schema, before, given)
    return {fault.field: fault.reason for fault in refusal.value.data["fields"]}


def test_values_are_kept_as_json_without_nulls():
    schema = row({"dock": DOCK, "window": WINDOW, "cold": {"type": "boolean"}, "share": {"type": "number"}})
    given: dict[str, Any] = {"window": "morning", "dock": 7, "cold": True, "share": 0.5}
    assert new_custom(schema, {**given, "dock": None}) == '{"cold":true,"share":0.5,"window":"morning"}'
    assert new_custom(schema, given) == '{"cold":true,"dock":7,"share":0.5,"window":"morning"}'


def test_without_a_schema_nothing_is_kept_and_nothing_taken():
    assert new_custom(None, {}) == "{}"
    assert refused(None, {"dock": 1}) == {"dock": "is no field here; there are: none yet"}


@pytest.mark.parametrize(
    ("rules", "value", "reason"),
    [
        (DOCK, "7", "must be a whole number"),
        (DOCK, True, "must be a whole number"),
        (DOCK, 7.5, "must be a whole number"),
        (DOCK, 0, "must be at least 1"),
        (DOCK, 41, "must be at most 40"),
        ({"type": "integer"}, 10**30, "is beyond what is counted"),
        (WINDOW, "night", "must be one of morning, afternoon"),
        (OPENED, "2026-02-30", "must be a day such as 2026-11-21"),
        ({"type": "string", "format": "email"}, "nobody", "must be an e-mail address"),
        ({"type": "string", "maxLength": 3}, "abcd", "has at most 3 characters"),
        ({"type": "string"}, "x" * 401, "has at most 400 characters"),
        ({"type": "string", "minLength": 2}, "a", "has at least 2 characters"),
        ({"type": "string", "pattern": "^[A-Z]{2}$"}, "ab", "does not fit the pattern ^[A-Z]{2}$"),
        ({"type": "boolean"}, "yes", "must be true or false"),
        ({"type": "number", "exclusiveMinimum": 0}, 0, "must be more than 0"),
        ({"type": "number", "exclusiveMaximum": 1}, 1, "must be less than 1"),
        ({"type": "integer", "multipleOf": 6}, 7, "must be a multiple of 6"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_in_words(rules, value, reason):
    assert refused(row({"field": rules}), {"field": value}) == {"field": reason}


def test_every_wrong_field_is_named_at_once():
    schema = row({"dock": DOCK, "window": WINDOW}, "window")
    assert refused(schema, {"dock": 99, "color": "red"}) == {
        "color": "is no field here; there are: dock, window",
        "dock": "must be at most 40",
        "window": "is required",
    }


def test_a_fact_may_lack_what_is_required_but_hold_nothing_wrong():
    schema = row({"dock": DOCK}, "dock")
    assert new_custom(schema, {}, is_fact=True) == "{}"
    with pytest.raises(CustomInvalid, match=r"custom\.dock must be at most 40"):
        new_custom(schema, {"dock": 41}, is_fact=True)


def test_an_edit_replaces_removes_and_leaves_the_rest_even_what_no_field_asks_for_now():
    schema = row({"dock": DOCK, "window": WINDOW})
    before = '{"color":"red","dock":3,"window":"morning"}'
    assert changed_custom(schema, before, {"dock": 4, "window": None}) == '{"color":"red","dock":4}'
    assert changed_custom(schema, before, {"color": None}) == '{"dock":3,"window":"morning"}'
    assert refused(schema, {"color": "blue"}, before) == {"color": "is no field here; there are: dock, window"}


def test_an_edit_of_the_fields_must_mend_what_does_not_fit_any_more_and_one_without_them_need_not():
    schema = row({"dock": DOCK, "window": WINDOW})
    before = '{"dock":99}'
    assert refused(schema, {"window": "morning"}, before) == {"dock": "must be at most 40"}
    assert changed_custom(schema, before, {"window": "morning", "dock": None}) == '{"window":"morning"}'


def test_a_put_of_a_new_document_needs_what_is_required_and_of_an_old_one_leaves_it():
    from msgspec import UNSET

    schema = row({"dock": DOCK}, "dock")
    with pytest.raises(CustomInvalid):
        custom_after(schema, None, UNSET)
    assert custom_after(schema, "{}", UNSET) == "{}"
    assert custom_after(schema, "{}", {"dock": 2}) == '{"dock":2}'


@pytest.mark.parametrize(
    ("schema", "field"),
    [
        ({"type": "array"}, "schema.type"),
        ({"allOf": []}, "schema.allOf"),
        ({"additionalProperties": True}, "schema.additionalProperties"),
        ({"properties": []}, "schema.properties"),
        ({"properties": {"Dock": {"type": "integer"}}}, "schema.properties.Dock"),
        ({"properties": {"dock": {"type": "object"}}}, "schema.properties.dock.type"),
        ({"properties": {"dock": {"$ref": "http://example.com/x"}}}, "schema.properties.dock.type"),
        ({"properties": {"dock": {"type": "integer", "maxLength": 3}}}, "schema.properties.dock.maxLength"),
        ({"properties": {"dock": {"type": "integer", "minimum": "x"}}}, "schema.properties.dock.minimum"),
        ({"properties": {"dock": {"type": "string", "maxLength": -1}}}, "schema.properties.dock.maxLength"),
        ({"properties": {"dock": {"type": "number", "minimum": 5, "maximum": 4}}}, "schema.properties.dock.maximum"),
        (
            {"properties": {"dock": {"type": "string", "minLength": 5, "maxLength": 4}}},
            "schema.properties.dock.maxLength",
        ),
        ({"properties": {"dock": {"type": "string", "pattern": "("}}}, "schema.properties.dock.pattern"),
        ({"properties": {"dock": {"type": "string", "pattern": "^(a+)+$"}}}, "schema.properties.dock.pattern"),
        ({"properties": {"dock": {"type": "string", "format": "uri"}}}, "schema.properties.dock.format"),
        ({"properties": {"dock": {"type": "string", "enum": ["a", "a"]}}}, "schema.properties.dock.enum"),
        ({"properties": {"dock": {"type": "integer", "enum": [1, "a"]}}}, "schema.properties.dock.enum"),
        ({"properties": {}, "required": ["dock"]}, "schema.required"),
        ({"properties": {f"f{n}": {"type": "string"} for n in range(51)}}, "schema.properties"),
    ],
)
def test_what_is_no_schema_for_a_form_is_refused_where_it_is_wrong(schema, field):
    with pytest.raises(SchemaInvalid) as refusal:
        checked_schema(schema)
    assert refusal.value.data["field"] == field


def changes(*schemas: dict[str, Any], required: tuple[tuple[str, ...], ...] = ()) -> list[tuple[str, str, bool]]:
    needed = [*required, *[()] * len(schemas)]
    texts = [checked_schema({"properties": p, "required": list(needed[n])}) for n, p in enumerate(schemas)]
    return [(c.field, c.change, c.breaks) for c in schema_changes(texts[:-1], texts[-1])]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"a": {"type": "string"}}, ("a", "added", False)),
        ({"a": {"type": "string"}}, {}, ("a", "removed", True)),
        ({"a": {"type": "string"}}, {"a": {"type": "integer"}}, ("a", "string to integer", True)),
        ({"a": {"type": "integer"}}, {"a": {"type": "number"}}, ("a", "described anew", False)),
        ({"a": {"type": "string"}}, {"a": {"type": "string", "maxLength": 5}}, ("a", "tighter: maxLength", True)),
        ({"a": {"type": "integer"}}, {"a": {"type": "integer", "minimum": 0}}, ("a", "tighter: minimum", True)),
        ({"a": DOCK}, {"a": {**DOCK, "maximum": 50}}, ("a", "described anew", False)),
        ({"a": WINDOW}, {"a": {**WINDOW, "enum": ["morning"]}}, ("a", "tighter: enum", True)),
        ({"a": WINDOW}, {"a": {**WINDOW, "enum": [*WINDOW["enum"], "night"]}}, ("a", "described anew", False)),
        ({"a": {"type": "string"}}, {"a": OPENED}, ("a", "tighter: format", True)),
    ],
)
def test_what_a_new_schema_does_to_a_field_is_told(before, after, expected):
    assert changes(before, after) == [expected]


def test_a_field_that_comes_back_is_held_against_its_last_rules():
    assert changes({"a": {"type": "string"}}, {}, {"a": {"type": "integer"}}) == [
        ("a", "returned", False),
        ("a", "string to integer", True),
    ]


def test_a_field_that_becomes_required_breaks_even_as_the_first_one_since_documents_may_be_stored():
    assert changes({"a": DOCK}, required=(("a",),)) == [("a", "added", False), ("a", "required", True)]
    assert changes({"a": DOCK}, {"a": DOCK}, required=((), ("a",))) == [("a", "required", True)]


def test_a_schema_is_parsed_once():
    text = checked_schema({"properties": {"dock": DOCK}})
    assert fields_of(text) is fields_of(text)
