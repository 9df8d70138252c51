"""Reading the file, row by row: texts become values, and a line that does not fit is named."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, TextIO
from zoneinfo import ZoneInfo

from kontor.demo.errors import SourceInvalid

TIME_ZONE: Final = "Europe/London"
COLUMNS: Final = (
    "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country",
)  # fmt: skip
_GZIP: Final = b"\x1f\x8b"
_ZONE: Final = ZoneInfo(TIME_ZONE)


class SourceRow(NamedTuple):
    """One invoice line as the file has it. `customer` is a number such as 17850, or empty."""

    invoice: str
    code: str
    description: str
    quantity: int
    at: datetime
    price: Decimal
    customer: str
    country: str


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """The file's lines, unpacked where it is gzipped. Raises SourceInvalid where it cannot be read."""
    try:
        with path.open("rb") as raw:
            is_packed = raw.read(2) == _GZIP
        with (
            gzip.open(path, "rt", encoding="utf-8-sig", newline="")
            if is_packed
            else path.open(encoding="utf-8-sig", newline="")
        ) as lines:
            yield lines
    except (UnicodeDecodeError, EOFError, zlib.error) as error:
        raise SourceInvalid(f"{path.name} is damaged or no UTF-8 text: {error}.") from error
    except OSError as error:  # gzip's own errors are OSErrors too
        raise SourceInvalid(f"{path} cannot be read ({error.strerror or error}); name another file.") from error


def read_rows(lines: Iterable[str]) -> Iterator[SourceRow]:
    """Every row after the header. Raises SourceInvalid that names the first line that does not fit."""
    reader = csv.reader(lines)
    try:
        header = next(reader, None)
        if header is None or tuple(header) != COLUMNS:
            raise SourceInvalid(f"The first line must name the columns {', '.join(COLUMNS)}.")
        for fields in reader:
            yield _row(fields)
    except (csv.Error, ValueError) as error:
        raise SourceInvalid(f"Line {reader.line_num}: {error}.", line=reader.line_num) from None


def _row(fields: list[str]) -> SourceRow:
    if len(fields) != len(COLUMNS):
        raise ValueError(f"{len(fields)} columns instead of {len(COLUMNS)}")
    invoice, code, description, quantity, at, price, customer, country = fields
    if not invoice or not code:
        raise ValueError("InvoiceNo or StockCode is empty")
    return SourceRow(
        invoice,
        code.strip(),
        description.strip(),
        int(quantity),
        _instant(at),
        _price(price),
        _customer(customer),
        country.strip(),
    )


@lru_cache(maxsize=1_024)
def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=_ZONE)


@lru_cache(maxsize=16_384)
def _price(text: str) -> Decimal:
    try:
        price = Decimal(text)
    except InvalidOperation:
        price = Decimal("NaN")
    if not price.is_finite():
        raise ValueError(f"{text!r} is no price")
    return price


@lru_cache(maxsize=16_384)
def _customer(text: str) -> str:
    """The file writes the number as a fraction: 17850.0 is customer 17850."""
    return text.removesuffix(".0")
