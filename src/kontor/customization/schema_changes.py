"""What a new schema means for the documents that are stored: field by field, in words. Pure.

No document is rewritten. A value that a field does not allow any more stays as it is, is shown and exported as it is,
and is refused only when the document's fields are edited next; a field that is taken out keeps its values unseen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from kontor.customization.types import FieldChange

_DOWN: Final = ("maxLength", "maximum", "exclusiveMaximum")
_UP: Final = ("minLength", "minimum", "exclusiveMinimum")
_LEAST: Final = {"minLength": 0}
_STAYS: Final = "Stored values that do not fit stay as they are; the next edit of the document's fields must mend them."


def schema_changes(earlier: Sequence[str], new: str) -> tuple[FieldChange, ...]:
    """`earlier`: the schemas put before, oldest first; a field that comes back is held against its last rules."""
    parsed = [msgspec.json.decode(text) for text in earlier]
    now = msgspec.json.decode(new)
    before: dict[str, Any] = parsed[-1] if parsed else {"properties": {}, "required": []}
    last_rules: dict[str, Mapping[str, Any]] = {
        name: rules for schema in parsed for name, rules in schema["properties"].items()
    }
    found = [
        FieldChange(name, "removed", "Stored values stay but are neither shown nor asked for.", breaks=True)
        for name in before["properties"]
        if name not in now["properties"]
    ]
    for name, rules in now["properties"].items():
        found += _of_field(name, rules, before["properties"].get(name), last_rules.get(name))
    found += [
        FieldChange(
            name,
            "required",
            "Documents without it stay; the next edit of their fields asks for it. Counter sales may lack it.",
            breaks=True,
        )
        for name in now["required"]
        if name not in before["required"]
    ]
    found += [
        FieldChange(name, "optional", "It may be left out from now on.")
        for name in before["required"]
        if name not in now["required"] and name in now["properties"]
    ]
    return tuple(found)


def _of_field(
    name: str, rules: Mapping[str, Any], before: Mapping[str, Any] | None, last: Mapping[str, Any] | None
) -> list[FieldChange]:
    if last is None:
        return [FieldChange(name, "added", "Stored documents have no value yet.")]
    found = [FieldChange(name, "returned", "Values stored earlier are shown again.")] if before is None else []
    if rules["type"] != last["type"] and (last["type"], rules["type"]) != ("integer", "number"):
        return [*found, FieldChange(name, f"{last['type']} to {rules['type']}", _STAYS, breaks=True)]
    tighter = _tighter(rules, last)
    if tighter:
        return [*found, FieldChange(name, f"tighter: {', '.join(tighter)}", _STAYS, breaks=True)]
    if before is not None and dict(rules) != dict(before):
        found.append(FieldChange(name, "described anew", "Every stored value still fits."))
    return found


def _tighter(now: Mapping[str, Any], before: Mapping[str, Any]) -> list[str]:
    found = [word for word in _DOWN if word in now and (word not in before or now[word] < before[word])]
    found += [word for word in _UP if word in now and now[word] > before.get(word, _LEAST.get(word, float("-inf")))]
    found += [word for word in ("pattern", "format", "multipleOf") if word in now and now[word] != before.get(word)]
    if "enum" in now and ("enum" not in before or not set(before["enum"]) <= set(now["enum"])):
        found.append("enum")
    return found
