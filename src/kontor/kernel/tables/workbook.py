"""Whether a zip that calls itself a workbook may be unpacked at all: its parts, their sizes, and their first lines."""

from __future__ import annotations

import zipfile
import zlib
from typing import BinaryIO, Final
from xml.parsers import expat

from kontor.kernel.tables.table import TableUnreadable

_MOST_PARTS: Final = 2_000
_MOST_BYTES: Final = 256 * 1024 * 1024
_MOST_BYTES_HELD: Final = 48 * 1024 * 1024  # of a part that is kept in memory as a whole: texts, styles
_MOST_RATIO: Final = 200
_RATIO_COUNTS_FROM: Final = 1024 * 1024
_MIB: Final = 1024 * 1024
_CHUNK: Final = 1 << 16


def check_workbook(file: BinaryIO) -> None:
    """Raises TableUnreadable. What a part says of its size is what it can unpack to: `zipfile` reads no further."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_sizes(parts)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _check_begin(archive, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise TableUnreadable(f"The workbook is damaged or has a password ({error}); save it again as .xlsx.") from None


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if len(parts) > _MOST_PARTS or len(set(names)) != len(names):
        raise TableUnreadable(f"The workbook has {len(parts):,} parts or one of them twice; that is no workbook.")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise TableUnreadable("The file is a zip archive, but no workbook; send the .xlsx or .csv file in it.")
    if sum(part.file_size for part in parts) > _MOST_BYTES:
        raise TableUnreadable(f"The workbook unpacks to more than {_MOST_BYTES // _MIB} MiB; send it as CSV.")
    for part in parts:
        if part.file_size > _RATIO_COUNTS_FROM and part.file_size > _MOST_RATIO * max(part.compress_size, 1):
            raise TableUnreadable(
                f"{part.filename} in the workbook unpacks to more than {_MOST_RATIO} times its size; send it as CSV."
            )
        if part.file_size > _MOST_BYTES_HELD and not part.filename.startswith("xl/worksheets/"):
            raise TableUnreadable(
                f"{part.filename} in the workbook unpacks to {part.file_size // _MIB} MiB; send it as CSV."
            )


def _check_begin(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No document type, so that no entity can grow: it would have to stand before the first element."""
    begun = False

    def element(_name: str, _attributes: object) -> None:
        nonlocal begun
        begun = True

    def doctype(*_: object) -> None:
        raise TableUnreadable(f"{part.filename} in the workbook declares a document type; no spreadsheet writes that.")

    parser = expat.ParserCreate()
    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = doctype
    with archive.open(part) as content:
        while not begun and (chunk := content.read(_CHUNK)):
            try:
                parser.Parse(chunk, False)
            except expat.ExpatError as error:
                raise TableUnreadable(f"{part.filename} in the workbook is damaged ({error}).") from None
