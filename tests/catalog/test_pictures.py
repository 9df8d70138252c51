from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat

from kontor.catalog.errors import ImageInvalid
from kontor.catalog.image_header import Header, checked_header
from kontor.catalog.pictures import remade

SECRET = b"shot at 1.2921 S 36.8219 E"


def picture(kind: str = "JPEG", size: tuple[int, int] = (300, 200), mode: str = "RGB", **options: Any) -> bytes:
    out = BytesIO()
    colour = (200, 30, 30, 0) if mode == "RGBA" else (200, 30, 30) if mode == "RGB" else 90
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def with_exif(orientation: int = 6) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    return picture(exif=exif.tobytes(), comment=b"<script>alert(1)</script>")


def png_saying(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is so large; its pixels are zeros that pack well."""
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0" * 999)))
    parts = [b"\x89PNG\r\n\x1a\n"]
    for name, body in (*chunks, (b"IEND", b"")):
        parts.append(struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)))
    return b"".join(parts)


@pytest.mark.parametrize(
    ("data", "header"),
    [
        (picture("JPEG"), Header("JPEG", 300, 200)),
        (picture("JPEG", progressive=True), Header("JPEG", 300, 200)),
        (picture("PNG", mode="P"), Header("PNG", 300, 200)),
        (picture("WEBP"), Header("WEBP", 300, 200)),
        (picture("WEBP", lossless=True), Header("WEBP", 300, 200)),
        (picture("WEBP", mode="RGBA"), Header("WEBP", 300, 200)),
        (with_exif(), Header("JPEG", 300, 200)),
        (picture("JPEG") + b"\0" * 40, Header("JPEG", 300, 200)),
    ],
)
def test_kind_and_size_are_read_from_the_first_bytes(data: bytes, header: Header) -> None:
    assert checked_header(data) == header


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (png_saying(50_000, 50_000), "50000 x 50000 pixels"),
        (png_saying(5_001, 5_000), "5001 x 5000 pixels"),
        (png_saying(0, 5_000), "0 x 5000 pixels"),
        (picture("WEBP", size=(4_001, 2_000)), "4001 x 2000 pixels"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "JPEG, PNG or WebP"),
        (b"<?xml version='1.0'?><svg/>", "JPEG, PNG or WebP"),
        (picture("GIF", mode="L"), "JPEG, PNG or WebP"),
        (picture("TIFF"), "JPEG, PNG or WebP"),
        (b"", "JPEG, PNG or WebP"),
        (b"%PDF-1.7", "JPEG, PNG or WebP"),
        (b"GIF89a/*" + picture("JPEG"), "JPEG, PNG or WebP"),
        (picture("JPEG") + b"PK\x03\x04" + b"zip" * 20, "Something else follows"),
        (picture("PNG") + b"<html><script>alert(1)</script>", "Something else follows"),
        (picture("WEBP") + b"<html>", "Something else follows"),
        (picture("PNG")[:-20], "damaged"),
        (picture("JPEG")[:-2], "damaged"),
        (picture("WEBP")[:-20], "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\xff\xd8\xff", "damaged"),
        (b"\xff\xd8\xff" + b"\0" * (5 * 2**20), "5 MiB"),
    ],
)
def test_what_is_no_harmless_picture_is_refused_by_its_bytes_alone(
    data: bytes, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("decoded"))
    with pytest.raises(ImageInvalid, match=reason):
        remade(data)


def test_25_million_pixels_are_taken() -> None:
    assert checked_header(png_saying(5_000, 5_000)).width == 5_000


@pytest.mark.parametrize(
    "data",
    [
        picture("JPEG"),
        picture("PNG", mode="RGBA"),
        picture("PNG", mode="P"),
        picture("PNG", mode="1"),
        picture("PNG", mode="I;16"),
        picture("WEBP"),
        picture("JPEG", mode="CMYK"),
        picture("JPEG", size=(1, 900)),
    ],
)
def test_both_pictures_are_jpeg_and_the_thumbnail_is_150_by_150(data: bytes) -> None:
    pictures = remade(data)
    with Image.open(BytesIO(pictures.thumbnail)) as small, Image.open(BytesIO(pictures.image)) as large:
        assert (small.format, small.size, small.mode) == ("JPEG", (150, 150), "RGB")
        assert large.format == "JPEG"
        reference = BytesIO()
        small.save(reference, "JPEG", quality=85)
        with Image.open(reference) as same:
            assert small.quantization == same.quantization  # type: ignore[attr-defined]  # a JPEG has it
        assert max(large.size) <= 1_600


def test_nothing_written_beside_the_pixels_comes_through() -> None:
    data = with_exif()
    assert SECRET in data
    pictures = remade(data)
    for made in (pictures.image, pictures.thumbnail):
        assert SECRET not in made
        assert b"<script>" not in made
        with Image.open(BytesIO(made)) as picture_:
            assert not picture_.getexif()
            assert "comment" not in picture_.info


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_taken_sideways_stands_upright(orientation: int) -> None:
    exif, out = Image.Exif(), BytesIO()
    exif[0x0112] = orientation
    taken = Image.new("RGB", (40, 30), "white")
    taken.paste("black", (0, 0, 10, 10))
    taken.save(out, "JPEG", exif=exif.tobytes(), quality=95)
    with Image.open(BytesIO(remade(out.getvalue()).image)) as upright, Image.open(out) as sent:
        wanted = ImageOps.exif_transpose(sent)
        assert upright.size == wanted.size
        assert ImageStat.Stat(ImageChops.difference(upright, wanted.convert("RGB"))).mean < [3, 3, 3]


def test_what_is_transparent_becomes_white() -> None:
    with Image.open(BytesIO(remade(picture("PNG", mode="RGBA")).image)) as flat:
        assert flat.getpixel((5, 5)) == (255, 255, 255)


def test_pixels_that_are_damaged_are_refused() -> None:
    data = bytearray(picture("PNG", size=(400, 400)))
    data[60:70] = b"\xff" * 10
    with pytest.raises(ImageInvalid, match="cannot be read"):
        remade(bytes(data))


LARGEST = """
import re, sys
from kontor.catalog.pictures import remade
remade(open(sys.argv[1], "rb").read())
print(int(re.search("VmHWM: *([0-9]+)", open("/proc/self/status").read().replace(chr(9), " "))[1]) // 1024)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the peak of its memory from /proc")
@pytest.mark.parametrize(
    ("kind", "mode", "edges"),
    [
        ("PNG", "RGBA", (5_000, 5_000)),
        ("WEBP", "RGBA", (4_000, 2_000)),
        ("JPEG", "CMYK", (5_000, 5_000)),
        ("PNG", "RGB", (25_000, 1_000)),
    ],
)
def test_the_largest_picture_takes_less_than_200_mb(
    tmp_path: Path, kind: str, mode: str, edges: tuple[int, int]
) -> None:
    path = tmp_path / "largest"
    Image.new(mode, edges, (9, 9, 9, 9)[: len(mode)]).save(path, kind)
    done = subprocess.run(
        [sys.executable, "-c", LARGEST, str(path)], check=True, capture_output=True, text=True, timeout=60
    )
    assert int(done.stdout) < 200
