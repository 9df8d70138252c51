"""What a picture's first bytes say of it, read without decoding one pixel. Pure.

JPEG, PNG and WebP; everything else is refused: a vector drawing can hold script, and a file that goes on behind its end
is two files in one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from kontor.catalog.errors import ImageInvalid

MOST_BYTES: Final = 5 * 1024 * 1024
#: A WebP is decoded through several copies of itself.
MOST_PIXELS: Final = {"JPEG": 25_000_000, "PNG": 25_000_000, "WEBP": 8_000_000}
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # the segments that give a JPEG's size


class Header(msgspec.Struct, frozen=True):
    kind: str  # "JPEG", "PNG" or "WEBP"
    width: int
    height: int


def checked_header(data: bytes) -> Header:
    """What kind of picture this is and how large. Raises ImageInvalid for what is none, too large or goes on."""
    if len(data) > MOST_BYTES:
        raise ImageInvalid(f"The picture has more than {MOST_BYTES // 2**20} MiB; send a smaller one.", field="content")
    try:
        header = _header(data)
    except (IndexError, ValueError):
        raise ImageInvalid("The picture ends in the middle or is damaged.", field="content") from None
    most = MOST_PIXELS[header.kind]
    if min(header.width, header.height) < 1 or header.width * header.height > most:
        raise ImageInvalid(
            f"The picture has {header.width} x {header.height} pixels; at most {most // 1_000_000} million fit.",
            field="content",
        )
    return header


def _header(data: bytes) -> Header:
    if data.startswith(_PNG):
        return _png(data)
    if data.startswith(_JPEG):
        return _jpeg(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    raise ImageInvalid("Send a picture as JPEG, PNG or WebP.", field="content")


def _png(data: bytes) -> Header:
    chunks = list(_png_chunks(data))
    if chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND":
        raise ValueError
    start = chunks[0][1]
    return Header("PNG", _big(data, start, 4), _big(data, start + 4, 4))


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Name and place of every chunk; the last one must be where the file ends."""
    at, name = len(_PNG), b""
    while name != b"IEND":
        name = data[at + 4 : at + 8]
        yield name, at + 8
        at += 12 + _big(data, at, 4)
        if at > len(data):
            raise ValueError
    _refuse_more(data, at)


def _jpeg(data: bytes) -> Header:
    at, size = 2, (0, 0)
    while True:
        if data[at] != 0xFF:
            raise ValueError
        marker = data[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        length = _big(data, at + 2, 2)
        if marker in _FRAMES:
            size = (_big(data, at + 7, 2), _big(data, at + 5, 2))
        if marker == 0xDA:  # the pixels begin
            break
        at += 2 + length
    _refuse_more(data, data.rindex(b"\xff\xd9") + 2)
    return Header("JPEG", *size)


def _webp(data: bytes) -> Header:
    _refuse_more(data, 8 + int.from_bytes(data[4:8], "little"))
    kind, body = data[12:16], data[20:30]
    if kind == b"VP8X":
        return Header("WEBP", _little(body, 4, 3) + 1, _little(body, 7, 3) + 1)
    if kind == b"VP8L":
        bits = _little(body, 1, 4)
        return Header("WEBP", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 ":
        return Header("WEBP", _little(body, 6, 2) & 0x3FFF, _little(body, 8, 2) & 0x3FFF)
    raise ValueError


def _refuse_more(data: bytes, end: int) -> None:
    """Only zeros may follow the end: some cameras fill up with them."""
    if end > len(data):
        raise ValueError
    if data[end:].strip(b"\0"):
        raise ImageInvalid("Something else follows the picture in this file; save it anew.", field="content")


def _big(data: bytes, at: int, size: int) -> int:
    if at + size > len(data):
        raise ValueError
    return int.from_bytes(data[at : at + size], "big")


def _little(data: bytes, at: int, size: int) -> int:
    if at + size > len(data):
        raise ValueError
    return int.from_bytes(data[at : at + size], "little")
