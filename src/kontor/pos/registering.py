"""Which registers are new, differ, are as they were, or are refused, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import UNSET

from kontor.kernel.errors import KontorError
from kontor.kernel.text import optional_text, required_text
from kontor.pos.errors import RegisterCodeTaken, RegisterInvalid
from kontor.pos.types import PutRegister, PutRegisters, RegisterPut

#: Kinds of locations that goods are sold from over a counter.
SELLS: Final = frozenset({"warehouse", "shop", "van"})


class RegisterRow(msgspec.Struct, frozen=True):
    """A row of pos_register."""

    id: int
    code: str
    name: str
    location_id: int
    price_list_id: int | None
    is_active: bool
    version: int


class KnownRegister(RegisterRow, frozen=True, kw_only=True):
    branch_id: int

    def row(self) -> RegisterRow:
        return RegisterRow(**{name: getattr(self, name) for name in RegisterRow.__struct_fields__})


class KnownPlace(msgspec.Struct, frozen=True):
    id: int
    code: str
    kind: str
    is_active: bool
    branch_id: int
    business_id: int


class KnownList(msgspec.Struct, frozen=True):
    """A price list that is given to anybody who buys; purchase lists and those of one customer are not read."""

    id: int
    code: str
    business_id: int


class RegisterFacts(msgspec.Struct, frozen=True):
    """By code; the places and lists of the actor's branches and businesses only, the registers of all."""

    registers: Mapping[str, KnownRegister]
    places: Mapping[str, KnownPlace]
    lists: Mapping[str, KnownList]
    businesses: Mapping[int, int]  # branch -> business, of the actor's branches


class RegisterBook(msgspec.Struct):
    """What is to be written, and what each row changes: id -> field -> [old, new]."""

    facts: RegisterFacts
    only_new: bool = False
    fresh: list[RegisterRow] = msgspec.field(default_factory=list)
    changed: list[RegisterRow] = msgspec.field(default_factory=list)
    diffs: dict[int, dict[str, list[Any]]] = msgspec.field(default_factory=dict)

    def put(self, draft: RegisterPut, ids: Iterator[int]) -> PutRegister:
        """Decide one row. Raises RegisterInvalid, RegisterCodeTaken, TextInvalid."""
        code = required_text(draft.code, "code", 20)
        known = self.facts.registers.get(code)
        if known is None:
            return self._make(code, draft, ids)
        if self.only_new or known.branch_id not in self.facts.businesses:
            raise RegisterCodeTaken(f"There is a register {code} already.", field="code", taken=code)
        old = known.row()
        values = self._values(draft, known.branch_id, known.branch_id)
        changes = {name: value for name, value in values.items() if getattr(old, name) != value}
        if not changes:
            return PutRegister(code, "unchanged", old.id, old.version)
        row = msgspec.structs.replace(old, **changes, version=old.version + 1)
        self.changed.append(row)
        self.diffs[row.id] = {name: [getattr(old, name), value] for name, value in changes.items()}
        return PutRegister(code, "updated", row.id, row.version)

    def _make(self, code: str, draft: RegisterPut, ids: Iterator[int]) -> PutRegister:
        for name in ("name", "location"):
            if getattr(draft, name) is UNSET:
                raise RegisterInvalid(f"{code} is new and needs a {name}.", field=name)
        branch_id = self._place(str(draft.location)).branch_id
        values = {"price_list_id": None, "is_active": True, **self._values(draft, None, branch_id)}
        row = RegisterRow(**values, id=next(ids), code=code, version=1)
        self.fresh.append(row)
        self.diffs[row.id] = {"code": [None, code], "location_id": [None, row.location_id]}
        return PutRegister(code, "created", row.id, row.version)

    def _values(self, draft: RegisterPut, stays_in: int | None, branch_id: int) -> dict[str, Any]:
        """Column -> checked value of what `draft` names."""
        values: dict[str, Any] = {}
        if draft.name is not UNSET:
            values["name"] = required_text(draft.name, "name", 80)
        if draft.location is not UNSET:
            place = self._place(draft.location)
            if stays_in is not None and place.branch_id != stays_in:
                raise RegisterInvalid("A register stays in its branch; make another one there.", field="location")
            values["location_id"] = place.id
        if draft.price_list is not UNSET:
            values["price_list_id"] = self._list_id(draft.price_list, self.facts.businesses[branch_id])
        if draft.is_active is not UNSET:
            values["is_active"] = draft.is_active
        return values

    def _place(self, text: str) -> KnownPlace:
        code = optional_text(text, "location", 20)
        place = self.facts.places.get(code)
        if place is None:
            raise RegisterInvalid(f"There is no location {code!r} for you.", field="location")
        if place.kind not in SELLS or not place.is_active:
            raise RegisterInvalid(
                f"Nothing is sold from {code}: name an open shop, warehouse or van.", field="location"
            )
        return place

    def _list_id(self, text: str | None, business_id: int) -> int | None:
        if text is None:
            return None
        code = optional_text(text, "price_list", 20)
        found = self.facts.lists.get(code)
        if found is None or found.business_id != business_id:
            raise RegisterInvalid(f"The business has no price list {code!r} for everybody.", field="price_list")
        return found.id


def put_all(drafts: Sequence[RegisterPut], book: RegisterBook, ids: Iterator[int]) -> PutRegisters:
    """Decide row by row; a code that comes twice is refused the second time, a refused row spoils no other."""
    seen: set[str] = set()
    items: list[PutRegister] = []
    for draft in drafts:
        code = draft.code.strip()
        try:
            if code in seen:
                raise RegisterInvalid(f"The code {code} stands on an earlier row already.", field="code")
            seen.add(code)
            items.append(book.put(draft, ids))
        except KontorError as error:
            items.append(PutRegister(code, "refused", reason=error.detail, field=error.data.get("field")))
    verdicts = [item.verdict for item in items]
    return PutRegisters(tuple(items), *(verdicts.count(it) for it in ("created", "updated", "unchanged", "refused")))
