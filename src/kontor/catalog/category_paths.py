"""Categories named by their way down from the top, found or made. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kontor.catalog.errors import ProductInvalid
from kontor.catalog.rows import CategoryRow
from kontor.kernel.text import required_text

MOST_LEVELS: Final = 10
Path = tuple[str, ...]


class CategoryPaths:
    """The tree by (parent, name); `made` are the rows to insert, parents first."""

    def __init__(self, rows: Sequence[CategoryRow], *, may_make: bool) -> None:
        self.places = {(row.parent_id, row.name): row.id for row in rows}
        self.made: list[CategoryRow] = []
        self.ids: Iterator[int] = iter(())
        self._may_make = may_make

    def missing(self, paths: Iterable[Path]) -> int:
        """How many categories are to be made at most: so many `ids` must be there."""
        if not self._may_make:
            return 0
        unknown: set[Path] = set()
        for path in paths:
            known = self._known(path)
            unknown.update(path[: depth + 1] for depth in range(known, len(path)))
        return len(unknown)

    def id_of(self, path: Path) -> int:
        """The category at the end of `path`, made with what is missing above it. Raises ProductInvalid."""
        known = self._known(path)
        if known < len(path) and not self._may_make:
            raise ProductInvalid(
                f"There is no category {' > '.join(path[: known + 1])}; make it first, or let the import make it"
                " (--make-categories).",
                field="category",
            )
        id_: int | None = None
        for depth, name in enumerate(path):
            id_ = self.places[id_, name] if depth < known else self._make(name, id_)
        assert id_ is not None
        return id_

    def _known(self, path: Path) -> int:
        parent: int | None = None
        for depth, name in enumerate(path):
            found = self.places.get((parent, name))
            if found is None:
                return depth
            parent = found
        return len(path)

    def _make(self, name: str, parent_id: int | None) -> int:
        row = CategoryRow(next(self.ids), name, parent_id)
        self.made.append(row)
        self.places[parent_id, name] = row.id
        return row.id


def checked_path(names: Sequence[str]) -> Path:
    """The names trimmed. Raises TextInvalid, and ProductInvalid for none or too many."""
    if not 1 <= len(names) <= MOST_LEVELS:
        raise ProductInvalid(f"A category is named by 1 to {MOST_LEVELS} names from the top.", field="category")
    return tuple(required_text(name, "category", 80) for name in names)
