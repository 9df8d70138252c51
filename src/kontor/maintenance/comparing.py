"""Two copies of a database, compared by their figures; and a backup's migrations with the program's. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kontor.maintenance.types import Difference, Figures, TableFigures

_HINT = "The copy is not what it was made from; do not use it."
_NONE = TableFigures(0, {})


def differences_between(expected: Figures, found: Figures) -> list[Difference]:
    """Every table whose rows or sums differ, by name."""
    return [
        difference
        for table in sorted({*expected, *found})
        for difference in _of_table(table, expected.get(table, _NONE), found.get(table, _NONE))
    ]


def _of_table(table: str, expected: TableFigures, found: TableFigures) -> Iterator[Difference]:
    if expected.rows != found.rows:
        yield Difference("rows", table, str(expected.rows), str(found.rows), _HINT)
    for column in sorted({*expected.sums, *found.sums}):
        wanted, there = expected.sums.get(column), found.sums.get(column)
        if wanted != there:
            yield Difference("sum", f"{table}.{column}", str(wanted), str(there), _HINT)


def unknown_migrations(applied: Sequence[str], known: Sequence[str]) -> list[str]:
    """Migrations that this version of the program has never heard of: the backup is of a newer one."""
    return sorted(set(applied) - set(known))
