"""Upserts by code: which rows are new, differ, are as they were, or are refused, and why. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import UNSET

from kontor.kernel.errors import KontorError
from kontor.kernel.text import optional_email, optional_text, required_text
from kontor.parties.errors import PartyInvalid
from kontor.parties.party_rules import PERSONAL, check_code, check_terms
from kontor.parties.types import PutItem, PutParties

_MOST: Final = {"country": 80, "address": 240, "phone": 40, "tax_pin": 40}


Values = tuple[dict[str, Any], tuple[str, ...]]


class Put(msgspec.Struct):
    """The verdicts in the order of the rows, the rows to write, and what each changes: id -> field -> [old, new]."""

    items: list[PutItem]
    fresh: list[Any]
    changed: list[Any]
    diffs: dict[int, dict[str, list[Any]]]

    def answer(self) -> PutParties:
        verdicts = [item.verdict for item in self.items]
        return PutParties(
            tuple(self.items),
            *(verdicts.count(name) for name in ("created", "updated", "unchanged", "refused")),
        )


def put_rows(
    drafts: Sequence[Any],
    before: Mapping[str, Any],
    ids: Iterator[int],
    values_of: Callable[[Any], Values],
    new_row: Callable[[int, str, dict[str, Any]], Any],
    check_row: Callable[[Any], None] = lambda _: None,
) -> Put:
    """Decide row by row. A code that comes twice is refused the second time; a refused row spoils no other.

    `values_of` checks a draft and gives column -> value of what it names; it raises a KontorError to refuse. What it
    could not take as sent stands in its second value, the verdict's notes.
    """
    put = Put([], [], [], {})
    seen: set[str] = set()
    for draft in drafts:
        try:
            put.items.append(_put(draft, before, ids, values_of, new_row, check_row, seen, put))
        except KontorError as error:
            put.items.append(refused(draft.code, error))
    return put


def refused(code: str, error: KontorError) -> PutItem:
    return PutItem(code.strip(), "refused", reason=error.detail, field=error.data.get("field"))


def once(text: str, seen: set[str]) -> str:
    """The code, trimmed. Raises TextInvalid, or PartyInvalid when an earlier row had it."""
    code = required_text(text, "code", 40)
    if code in seen:
        raise PartyInvalid(f"The code {code} stands on an earlier row already.", field="code")
    seen.add(code)
    return code


def checked_values(draft: Any) -> dict[str, Any]:
    """Field -> checked value of what `draft` names, its code left out. Raises TextInvalid and PartyInvalid."""
    values = {name: value for name, value in msgspec.structs.asdict(draft).items() if value is not UNSET}
    values.pop("code", None)
    values.pop("custom", None)  # checked against its schema and what is there
    for name, most in _MOST.items():
        if name in values:
            values[name] = optional_text(values[name], name, most)
    if "name" in values:
        values["name"] = required_text(values["name"], "name", 160)
    if "email" in values:
        values["email"] = optional_email(values["email"], "email", 120)
    check_terms(values.get("payment_terms", "immediate"))
    return values


def with_ids(values: dict[str, Any], field: str, ids: Mapping[str, int]) -> dict[str, Any]:
    """`values` with the code under `field` turned into its key. Raises PartyInvalid for a code nobody has."""
    if field not in values:
        return values
    code = values.pop(field)
    check_code(code, field, ids)
    return {**values, f"{field}_id": None if code is None else ids[code]}


def _put(
    draft: Any,
    before: Mapping[str, Any],
    ids: Iterator[int],
    values_of: Callable[[Any], Values],
    new_row: Callable[[int, str, dict[str, Any]], Any],
    check_row: Callable[[Any], None],
    seen: set[str],
    put: Put,
) -> PutItem:
    code = once(draft.code, seen)
    values, notes = values_of(draft)
    old = before.get(code)
    if old is None:
        if "name" not in values:
            raise PartyInvalid(f"{code} is new and needs a name.", field="name")
        row = new_row(next(ids), code, values)
        check_row(row)
        put.fresh.append(row)
        put.diffs[row.id] = {"code": [None, code]}
        return PutItem(code, "created", row.id, row.version, notes=notes)
    changes = {name: value for name, value in values.items() if getattr(old, name) != value}
    if not changes:
        return PutItem(code, "unchanged", old.id, old.version, notes=notes)
    row = msgspec.structs.replace(old, **changes, version=old.version + 1)
    check_row(row)
    put.changed.append(row)
    put.diffs[old.id] = {
        name: ["changed", "changed"] if name in PERSONAL else [getattr(old, name), value]
        for name, value in changes.items()
    }
    return PutItem(code, "updated", old.id, row.version, notes=notes)
