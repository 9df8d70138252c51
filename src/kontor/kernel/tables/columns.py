"""Which column of a file is which of ours, and a row as values under our names."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from kontor.kernel.tables.table import Cell, CellInvalid, column_name
from kontor.kernel.tables.values import Reader, text


@dataclass(frozen=True, slots=True)
class Column:
    """A column of ours. `also`: headers that mean it, best first, in lower case with underscores.

    One that `is_needed` must be there, and filled unless its cells `may_be_empty`. `field` is what an operation calls
    it when it refuses a row; the name unless said otherwise.
    """

    name: str
    read: Reader = text
    also: tuple[str, ...] = ()
    is_needed: bool = False
    may_be_empty: bool = False
    field: str = ""


@dataclass(frozen=True, slots=True)
class TableForm:
    """What a file of one kind may hold. `make` turns values under our names into an operation's row.

    `once` gives what only one row of a file may have: (what it is called, what it is).
    """

    columns: tuple[Column, ...]
    make: Callable[[dict[str, Any]], Any]
    once: Callable[[Any], Iterable[tuple[str, str]]]

    def column_of(self, field: str) -> Column | None:
        """The column an operation's `field` came from."""
        return next((column for column in self.columns if field in (column.field, column.name)), None)


class Matched(msgspec.Struct, frozen=True):
    """`used`: our name -> index in the file; `unknown`: headers nobody asked for; `problems`: why nothing can be read.

    `missing`: needed columns that are not there; they stand in `problems`, too.
    """

    used: dict[str, int]
    unknown: tuple[str, ...]
    problems: tuple[str, ...]
    missing: tuple[str, ...] = ()


def match_columns(
    headers: Sequence[str], form: TableForm, *, chosen: Mapping[str, str], given: Collection[str] = ()
) -> Matched:
    """By what was chosen (ours -> theirs, "" for none), by our names, then by what else they are called.

    `given` are columns whose value is known without the file. A header that stands twice is a problem if it is used.
    """
    plain = [_plain(header) for header in headers]
    problems = [f"There is no column {ours!r} here; ours are {_list(form)}." for ours in chosen if not _has(form, ours)]
    used, taken = {}, set[int]()
    for ours, theirs in chosen.items():
        index = _index(headers, plain, theirs)
        if theirs and index is None:
            problems.append(f"There is no column {theirs!r} in the file; it has {', '.join(headers)}.")
        elif index is not None and _has(form, ours):
            used[ours] = index
            taken.add(index)
    for names in (lambda column: (column.name,), lambda column: column.also):
        for column in form.columns:
            if column.name in used or column.name in chosen:
                continue
            found = next((plain.index(n) for n in names(column) if n in plain and plain.index(n) not in taken), None)
            if found is not None:
                used[column.name] = found
                taken.add(found)
    for index in used.values():
        twice = [column_name(i) for i, name in enumerate(plain) if name == plain[index]]
        if len(twice) > 1:
            problems.append(f"The header {headers[index]!r} stands over columns {' and '.join(twice)}; rename one.")
    missing = [c for c in form.columns if c.is_needed and c.name not in used and c.name not in given]
    for column in missing:
        accepted = ", ".join((column.name, *column.also))
        problems.append(
            f"The column {column.name} is missing. The file has {', '.join(headers)}; accepted are {accepted},"
            " or say which one it is."
        )
    unknown = tuple(header or f"(column {column_name(i)})" for i, header in enumerate(headers) if i not in taken)
    return Matched(used, unknown, tuple(dict.fromkeys(problems)), tuple(column.name for column in missing))


def values_of(
    cells: Sequence[Cell],
    form: TableForm,
    matched: Matched,
    *,
    decimal_comma: bool,
    defaults: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Our names -> values of one row. An empty cell is left out, or takes its default.

    Raises CellInvalid with `field`, the column's name.
    """
    values = dict(defaults or {})
    for column in form.columns:
        index = matched.used.get(column.name)
        cell = cells[index] if index is not None else ""
        if cell == "" or (isinstance(cell, str) and not cell.strip()):
            is_filled = not column.is_needed or column.may_be_empty or column.name in values
            if not is_filled and column.name not in matched.missing:
                raise CellInvalid("The cell is empty.", field=column.name)
            continue
        try:
            values[column.name] = column.read(cell, decimal_comma)
        except CellInvalid as error:
            raise CellInvalid(error.detail, field=column.name) from None
    return values


def _plain(header: str) -> str:
    return re.sub(r"[^\w]+", "_", header.casefold()).strip("_")


def _index(headers: Sequence[str], plain: Sequence[str], theirs: str) -> int | None:
    if theirs in headers:
        return headers.index(theirs)
    return plain.index(_plain(theirs)) if theirs and _plain(theirs) in plain else None


def _has(form: TableForm, name: str) -> bool:
    return any(column.name == name for column in form.columns)


def _list(form: TableForm) -> str:
    return ", ".join(column.name for column in form.columns)
