"""Codes for what comes without one: a prefix and the next number of its series, CSTD0001 or LOC0143."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final

from kontor.kernel.numbers import next_numbers, next_numbers_above
from kontor.kernel.statements import read_rows
from kontor.parties.sql.codes import Table, codes_read, highest_number_read

_PREFIXES: Final[dict[Table, str]] = {"parties_customer": "CSTD", "parties_area": "LOC"}


def number_codes(table: Table, count: int, *, beside: AbstractSet[str] = frozenset()) -> list[str]:
    """`count` codes that no row of `table` has, nor `beside` (codes chosen by hand in the same batch).

    Inside the caller's transaction, which holds the series until it ends: two never get the same. Where a number was
    used by hand, as by an imported list, the series goes on behind the highest one in use.
    """
    if not count:
        return []
    prefix = _PREFIXES[table]
    codes = [_code(prefix, number) for number in next_numbers(_series(table), count)]
    taken = {row.code for row in read_rows(codes_read(table, codes))} | beside
    free = [code for code in codes if code not in taken]
    if len(free) < count:
        (highest,) = read_rows(highest_number_read(table, prefix))
        above = max([highest.id, *(_number(prefix, code) for code in beside)])
        free += [_code(prefix, number) for number in next_numbers_above(_series(table), count - len(free), above)]
    return free


def _series(table: Table) -> str:
    return table.replace("_", ".")


def _code(prefix: str, number: int) -> str:
    return f"{prefix}{number:04d}"


def _number(prefix: str, code: str) -> int:
    digits = code.removeprefix(prefix)
    is_numbered = code.startswith(prefix) and digits.isascii() and digits.isdigit() and 4 <= len(digits) <= 9
    return int(digits) if is_numbered else 0
