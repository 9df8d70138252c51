"""Which encoding a text file is in: its mark, the pattern of its zeros, or what its bytes allow."""

from __future__ import annotations

import codecs
import re
from typing import BinaryIO, Final

import msgspec

from kontor.kernel.tables.table import TableUnreadable

_CHUNK: Final = 1 << 20
_HEAD: Final = 4096
_BAD_BYTES: Final = re.compile("[\udc80-\udcff]")
_OTHER: Final = re.compile("[^\x00-\x7f\udc80-\udcff]")


class Encoding(msgspec.Struct, frozen=True):
    name: str
    warning: str = ""


def known_encoding(name: str) -> str:
    """A text encoding Python knows, as it calls it. Raises TableUnreadable."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        found = None
    if found is None or not getattr(found, "_is_text_encoding", True) or found.name in {"idna", "punycode", "utf-7"}:
        raise TableUnreadable(f"There is no encoding {name!r}; use utf-8, utf-16, cp1252, cp1250 or another of these.")
    return "utf-8-sig" if found.name == "utf-8" else found.name


def detect(file: BinaryIO) -> Encoding:
    """Reads the whole file in pieces. What is neither marked nor UTF-8 is taken for Windows-1252, with a warning.

    UTF-8 with a few wrong bytes in it stays UTF-8: the rows that hold them are refused later.
    """
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Encoding("utf-16")
    if head.startswith(codecs.BOM_UTF8):
        return Encoding("utf-8-sig")
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 8 and min(even, odd) < max(even, odd) // 8:
        return Encoding("utf-16-le" if odd > even else "utf-16-be")
    return _by_bytes(file)


def _by_bytes(file: BinaryIO) -> Encoding:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    line, bad_line, bad, good = 1, 0, 0, 0
    while chunk := file.read(_CHUNK):
        text = decoder.decode(chunk)
        if not text.isascii():
            found = _BAD_BYTES.search(text)
            if found and not bad_line:
                bad_line = line + text.count("\n", 0, found.start())
            bad += len(_BAD_BYTES.findall(text)) if found else 0
            good += len(_OTHER.findall(text))
        line += text.count("\n")
    if len(decoder.decode(b"", final=True)):
        bad, bad_line = bad + 1, bad_line or line
    if bad == 0:
        return Encoding("utf-8")
    if good > bad:
        return Encoding("utf-8", f"The file is UTF-8, but not in line {bad_line} and wherever else it is said below.")
    return Encoding(
        "cp1252",
        f"The file is not UTF-8 (line {bad_line}); it is read as Windows-1252. Look at its letters, or name the"
        " encoding.",
    )
