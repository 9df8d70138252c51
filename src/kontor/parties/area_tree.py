"""Areas as a tree of region, state, territory and city, put in as rows that name their way down. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from msgspec import UNSET

from kontor.kernel.errors import KontorError
from kontor.kernel.text import TextInvalid, optional_text, required_text
from kontor.parties.errors import AreaTaken, CodeTaken, PartyInvalid
from kontor.parties.putting import Put, once, refused
from kontor.parties.rows import AreaRow
from kontor.parties.types import AreaEdit, AreaPut, PutItem

LEVELS: Final = ("region", "state", "territory", "city")


class _Tree:
    """Areas by id and by place among their siblings. A place once taken stays taken for the whole batch.

    So no row depends on the order in which one UPDATE frees and takes names.
    """

    def __init__(self, rows: Sequence[AreaRow], ids: Iterator[int]) -> None:
        self.before = {row.id: row for row in rows}
        self.rows = dict(self.before)
        self.places = {(row.parent_id, row.name): row.id for row in rows}
        self.codes = {row.code: row.id for row in rows if row.code is not None}
        self.ids = ids

    def made(self, code: str | None, names: Sequence[str], parent_id: int | None) -> AreaRow:
        return self.keep(AreaRow(next(self.ids), code, names[-1], LEVELS[len(names) - 1], parent_id))

    def keep(self, row: AreaRow) -> AreaRow:
        self.rows[row.id] = row
        self.places[row.parent_id, row.name] = row.id
        if row.code is not None:
            self.codes[row.code] = row.id
        return row

    def has(self, names: Sequence[str]) -> bool:
        found: int | None = None
        for name in names:
            found = self.places.get((found, name))
            if found is None:
                return False
        return True

    def above(self, names: Sequence[str]) -> int | None:
        """The id of what stands above the last name; made where it is missing."""
        parent_id: int | None = None
        for depth in range(1, len(names)):
            found = self.places.get((parent_id, names[depth - 1]))
            if found is not None and self.rows[found].name != names[depth - 1]:
                raise PartyInvalid(f"{names[depth - 1]} is renamed in this list; send this row afterwards.")
            parent_id = self.made(None, names[:depth], parent_id).id if found is None else found
        return parent_id


def make_area(draft: AreaPut, rows: Sequence[AreaRow], ids: Iterator[int]) -> Put:
    """The one area `draft` adds, with what is missing above it; `ids` are fresh, four of them.

    An area that only held others may get its code so. Raises CodeTaken, AreaTaken where it is there with a code
    already or one above it is spelled otherwise, PartyInvalid, TextInvalid.
    """
    tree = _Tree(rows, ids)
    code = required_text(draft.code, "code", 40)
    if code in tree.codes:
        raise CodeTaken(f"There is an area {code} already.", field="code", taken=code)
    _refuse_other_spelling(_names(draft), tree)
    return _written(tree, [_put(draft, tree, set())])


def edit_area(before: AreaRow, edit: AreaEdit, rows: Sequence[AreaRow]) -> AreaRow:
    """`before` as `edit` wants it, with the next version; itself where nothing changes.

    Raises AreaTaken, CodeTaken, PartyInvalid, TextInvalid.
    """
    name = before.name if edit.name is UNSET else area_name(required_text(edit.name, "name", 80), "name")
    parent_id = before.parent_id if edit.parent_id is UNSET else edit.parent_id
    code = before.code if edit.code is UNSET else required_text(edit.code, "code", 40)
    if (name, parent_id, code) == (before.name, before.parent_id, before.code):
        return before
    _check_parent(before, parent_id, rows)
    if code != before.code:
        _check_code(before, code, rows)
    for row in rows:
        if row.parent_id == parent_id and row.id != before.id and row.name.casefold() == name.casefold():
            raise AreaTaken(f"There is {row.name} already; give this one another name.", field="name")
    return msgspec.structs.replace(before, name=name, parent_id=parent_id, code=code, version=before.version + 1)


def area_diff(old: AreaRow | None, row: AreaRow) -> dict[str, list[Any]]:
    """Field -> [old, new] of what differs."""
    fields = ("code", "name", "parent_id")
    return {
        name: [old and getattr(old, name), getattr(row, name)]
        for name in fields
        if old is None or getattr(old, name) != getattr(row, name)
    }


def put_tree(drafts: Sequence[AreaPut], rows: Sequence[AreaRow], ids: Iterator[int]) -> Put:
    """Decide row by row; `ids` are fresh, four for each draft."""
    tree = _Tree(rows, ids)
    seen: set[str] = set()
    items: list[PutItem] = []
    for draft in drafts:
        try:
            items.append(_put(draft, tree, seen))
        except KontorError as error:
            items.append(refused(draft.code, error))
    return _written(tree, items)


def _written(tree: _Tree, items: list[PutItem]) -> Put:
    fresh = [row for row in tree.rows.values() if row.id not in tree.before]
    changed = [row for row in tree.rows.values() if row.id in tree.before and row != tree.before[row.id]]
    return Put(items, fresh, changed, {row.id: area_diff(tree.before.get(row.id), row) for row in [*fresh, *changed]})


def _refuse_other_spelling(names: Sequence[str], tree: _Tree) -> None:
    """Typed by hand, "benin" beside "Benin" is a slip."""
    parent_id: int | None = None
    for level, name in zip(LEVELS, names, strict=False):
        siblings = [known for above, known in tree.places if above == parent_id]
        if name not in siblings:
            other = next((known for known in siblings if known.casefold() == name.casefold()), None)
            if other is not None:
                raise AreaTaken(f"There is {other} already; write {name} the same way.", field=level)
            return
        parent_id = tree.places[parent_id, name]


def _check_parent(before: AreaRow, parent_id: int | None, rows: Sequence[AreaRow]) -> None:
    if parent_id == before.parent_id:
        return
    level = LEVELS[LEVELS.index(before.level) - 1] if before.parent_id is not None else None
    if not any(row.id == parent_id and row.level == level for row in rows):
        needed = "nothing" if level is None else f"a {level}"
        raise PartyInvalid(f"Above a {before.level} stands {needed}; area {parent_id} is none.", field="parent_id")


def _check_code(before: AreaRow, code: str | None, rows: Sequence[AreaRow]) -> None:
    if before.code is not None:
        raise PartyInvalid(f"The code {before.code} is fixed: documents name it.", field="code")
    if any(row.code == code for row in rows):
        raise CodeTaken(f"There is an area {code} already.", field="code", taken=code)


def _put(draft: AreaPut, tree: _Tree, seen: set[str]) -> PutItem:
    if not draft.code.strip():
        return _put_without_code(_names(draft), tree)
    code, names = once(draft.code, seen), _names(draft)
    own = tree.codes.get(code)
    if own is not None and tree.rows[own].level != LEVELS[len(names) - 1]:
        raise PartyInvalid(f"{code} is a {tree.rows[own].level} and stays one.", field="code")
    parent_id = tree.above(names)
    there = tree.places.get((parent_id, names[-1]))
    if there is not None and there != own:
        return _named(code, own, tree.rows[there], tree)
    if own is None:
        row = tree.made(code, names, parent_id)
        return PutItem(code, "created", row.id, row.version)
    old = tree.rows[own]
    if (old.parent_id, old.name) == (parent_id, names[-1]):
        return PutItem(code, "unchanged", old.id, old.version)
    row = tree.keep(msgspec.structs.replace(old, name=names[-1], parent_id=parent_id, version=old.version + 1))
    return PutItem(code, "updated", row.id, row.version)


def _put_without_code(names: Sequence[str], tree: _Tree) -> PutItem:
    """What only holds others is found by its name; the code that one of these has is left alone."""
    if len(names) == len(LEVELS) and not tree.has(names):
        raise PartyInvalid(f"{names[-1]} needs a code: only what stands above others may be without.", field="code")
    parent_id = tree.above(names)
    there = tree.places.get((parent_id, names[-1]))
    if there is None:
        row = tree.made(None, names, parent_id)
        return PutItem("", "created", row.id, row.version)
    if tree.rows[there].name != names[-1]:
        raise PartyInvalid(f"{names[-1]} is renamed in this list; send this row afterwards.")
    return PutItem("", "unchanged", there, tree.rows[there].version)


def _named(code: str, own: int | None, there: AreaRow, tree: _Tree) -> PutItem:
    """The place is taken: by an area that has no code yet and gets this one, else the row is refused."""
    if own is not None or there.code is not None:
        raise AreaTaken(f"{there.name} stands there already as {there.code or 'an area without code'}.", field="code")
    is_new = there.id not in tree.before
    row = tree.keep(msgspec.structs.replace(there, code=code, version=there.version + (not is_new)))
    return PutItem(code, "created" if is_new else "updated", row.id, row.version)


def _names(draft: AreaPut) -> list[str]:
    """The names from the region down. Raises PartyInvalid for a gap, and what area_name raises."""
    texts = (draft.region, draft.state, draft.territory, draft.city)
    names = [area_name(text, level) for level, text in zip(LEVELS, texts, strict=True)]
    while names and not names[-1]:
        names.pop()
    if not names or not all(names):
        missing = LEVELS[names.index("")] if names else "region"
        raise PartyInvalid(f"The {missing} is missing: an area names everything that is above it.", field=missing)
    return names


def area_name(text: str, field: str) -> str:
    """`text` trimmed, single spaces inside. Raises TextInvalid beyond 80 characters or where it holds no letter."""
    name = " ".join(optional_text(text, field, 80).split())
    if name and not any(character.isalpha() for character in name):
        raise TextInvalid(f"{name!r} holds no letter: it cannot be the name of a {field}.", field=field)
    return name
