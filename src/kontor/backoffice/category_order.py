"""Categories in the order of their tree: each after what it stands below, neighbors by name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from kontor.catalog.types import CategoryItem


class Placed(msgspec.Struct, frozen=True):
    """A category with the names from the top down to its own, and the ids of those above it."""

    item: CategoryItem
    names: tuple[str, ...]
    above: tuple[int, ...]

    @property
    def path(self) -> str:
        return " › ".join(self.names)

    @property
    def depth(self) -> int:
        return len(self.above)


def in_tree_order(items: Iterable[CategoryItem]) -> list[Placed]:
    below: dict[int | None, list[CategoryItem]] = {}
    for item in items:
        below.setdefault(item.parent_id, []).append(item)
    found: list[Placed] = []
    waiting = [Placed(item, (item.name,), ()) for item in _by_name(below.get(None, ()))]
    while waiting:
        one = waiting.pop()
        found.append(one)
        children = _by_name(below.get(one.item.id, ()))
        waiting += [Placed(item, (*one.names, item.name), (*one.above, one.item.id)) for item in children]
    return found


def _by_name(items: Sequence[CategoryItem]) -> list[CategoryItem]:
    """The last one first: they wait on a stack."""
    return sorted(items, key=lambda item: (item.name.casefold(), item.id), reverse=True)
