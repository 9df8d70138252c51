"""The tree of categories as child -> parent. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from kontor.catalog.errors import CategoryCycle


def refuse_cycle(category_id: int, parent_id: int | None, parents: Mapping[int, int | None]) -> None:
    """Raise CategoryCycle if `category_id` would stand below itself under its new parent."""
    above = parent_id
    while above is not None:
        if above == category_id:
            raise CategoryCycle("A category cannot be moved below itself.", field="parent_id")
        above = parents.get(above)


def with_descendants(category_id: int, parents: Mapping[int, int | None]) -> set[int]:
    """The category and everything below it."""
    children: dict[int, list[int]] = {}
    for child, parent in parents.items():
        if parent is not None:
            children.setdefault(parent, []).append(child)
    found, waiting = set[int](), [category_id]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting.extend(children.get(one, ()))
    return found
