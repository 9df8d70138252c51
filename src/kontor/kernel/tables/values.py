"""Cells as values. Nothing is guessed: what can be read in two ways is refused with how to write it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from kontor.kernel.tables.table import Cell, CellInvalid

Reader = Callable[[Cell, bool], object]  # the cell, and whether a comma stands before the decimals

_POINT: Final = re.compile(r"[+-]?\d{1,18}(\.\d{1,12})?", re.ASCII)
_COMMA: Final = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d{1,18})(,\d{1,12})?", re.ASCII)
_ISO_DAY: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_DOTTED_DAY: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_ROUNDED: Final = re.compile(r"\d[.,]\d+E\+\d+", re.ASCII)
_YES: Final = frozenset("yes y true 1 x on active".split())
_NO: Final = frozenset("no n false 0 off inactive".split())


class _NoNumber(CellInvalid):
    """Nothing that could be meant as a number."""


def text(cell: Cell, decimal_comma: bool = False) -> str:
    """As it is written; a number without an exponent, a day as 2026-11-21."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}" if cell.is_finite() else str(cell)
    return cell.isoformat()


def decimal(cell: Cell, decimal_comma: bool) -> Decimal:
    """Raises CellInvalid for what is no plain decimal number, NaN and infinity among it."""
    if isinstance(cell, Decimal):
        if cell.is_finite() and abs(cell.adjusted()) < 18:
            return cell
        raise CellInvalid(f"{cell} is no number that can be counted with.")
    given = text(cell).replace("\u00a0", "")
    if (_COMMA if decimal_comma else _POINT).fullmatch(given):
        return Decimal(given.replace(".", "").replace(",", ".") if decimal_comma else given)
    if not decimal_comma and _COMMA.fullmatch(given):
        raise CellInvalid(f"{_short(given)} has a comma: write 1234.5, or say that commas stand before decimals.")
    if given.isascii() and given.removeprefix("-").isdigit():
        raise CellInvalid(f"{_short(given)} is more than can be counted.")
    raise _NoNumber(f"{_short(given)} is no number such as {'12,5' if decimal_comma else '12.5'}.")


def decimal_text(cell: Cell, decimal_comma: bool) -> str:
    """A price as text, 0 or more. Raises CellInvalid."""
    value = decimal(cell, decimal_comma)
    if value < 0:
        raise CellInvalid(f"{value} is less than 0.")
    return f"{value.normalize():f}"


def whole(cell: Cell, decimal_comma: bool) -> int:
    """Raises CellInvalid for what is no whole number."""
    try:
        value = decimal(cell, decimal_comma)
    except _NoNumber:
        raise CellInvalid(f"{_short(text(cell))} is no whole number such as 12.") from None
    if value != value.to_integral_value():
        raise CellInvalid(f"{value} is no whole number.")
    return int(value)


def day(cell: Cell, decimal_comma: bool = False) -> date:
    """Raises CellInvalid for what is no day, or could be two: 3/4/2026."""
    if isinstance(cell, date):
        return cell
    given = text(cell)
    iso, dotted = _ISO_DAY.fullmatch(given), _DOTTED_DAY.fullmatch(given)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if dotted:
            return date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
    except ValueError:
        raise CellInvalid(f"{given} is no day of the calendar.") from None
    raise CellInvalid(f"{_short(given)} is no day such as 2026-11-21 or 21.11.2026.")


def flag(cell: Cell, decimal_comma: bool = False) -> bool:
    """Raises CellInvalid for what is neither yes nor no."""
    given = text(cell).casefold()
    if given in _YES or given in _NO:
        return given in _YES
    raise CellInvalid(f"{_short(given)} is neither yes nor no.")


def code(cell: Cell, decimal_comma: bool = False) -> str:
    """A code or barcode as text. Raises CellInvalid where a spreadsheet has turned it into 4.00638E+12."""
    given = text(cell)
    if _ROUNDED.fullmatch(given):
        raise CellInvalid(f"{given} has lost its digits; format the column as text and fill it again.")
    return given


def _short(given: str) -> str:
    return repr(given if len(given) <= 40 else f"{given[:37]}...")
