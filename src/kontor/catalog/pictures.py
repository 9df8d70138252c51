"""A picture somebody sent, made anew: only its pixels come through, nothing that was written beside them. Pure."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

import msgspec

from kontor.catalog.errors import ImageInvalid
from kontor.catalog.image_header import Header, checked_header

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_EDGE: Final = 1_600
THUMBNAIL: Final = (150, 150)
QUALITY: Final = 85
_STRIP: Final = 1_000_000  # pixels
_ORIENTATION: Final = 0x0112
_TURNS: Final = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}  # EXIF's way of lying -> Pillow's way to set it upright
_WHITE: Final = (255, 255, 255)


class Pictures(msgspec.Struct, frozen=True):
    """Both are JPEG without metadata: at most 1,600 pixels an edge, and 150 x 150 with the whole picture in it."""

    image: bytes
    thumbnail: bytes


def remade(data: bytes) -> Pictures:
    """Decode once and encode anew. Raises ImageInvalid for what cannot be decoded, before it takes much memory."""
    from PIL import Image, ImageOps  # only the worker needs it

    header = checked_header(data)
    try:
        with Image.open(BytesIO(data), formats=[header.kind]) as source:
            _check_size(source, header)
            source.draft("RGB", (MOST_EDGE, MOST_EDGE))  # a JPEG is decoded at a part of its size
            orientation = source.getexif().get(_ORIENTATION, 1)
            flat = _smaller(source)
        flat.thumbnail((MOST_EDGE, MOST_EDGE))
        flat = flat.transpose(Image.Transpose(_TURNS[orientation])) if orientation in _TURNS else flat
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ImageInvalid(f"The picture cannot be read: {error}.", field="content") from None
    small = ImageOps.pad(flat, THUMBNAIL, color=_WHITE)
    return Pictures(_jpeg(flat), _jpeg(small))


def _check_size(source: Image, header: Header) -> None:
    if source.width * source.height > header.width * header.height:
        raise ValueError("it is larger than it says")


def _smaller(source: Image) -> Image:
    """The picture on white, at a whole part of its size and still larger than it will be; its metadata stays behind.

    Strip by strip: taken whole, making it smaller or opaque would need the memory of a second one.
    """
    from PIL import Image

    part = max(max(source.size) // MOST_EDGE, 1)
    flat = Image.new("RGB", (-(-source.width // part), -(-source.height // part)))
    rows = max(_STRIP // source.width // part, 1) * part
    for top in range(0, source.height, rows):
        below = min(top + rows, source.height)
        strip = _on_white(source.crop((0, top, source.width, below)))
        flat.paste(strip.reduce(part) if part > 1 else strip, (0, top // part))
    return flat


def _on_white(picture: Image) -> Image:
    from PIL import Image

    if not picture.has_transparency_data:
        return picture.convert("RGB")
    opaque = picture.convert("RGBA")
    flat = Image.new("RGB", opaque.size, _WHITE)
    flat.paste(opaque, mask=opaque.getchannel("A"))
    return flat


def _jpeg(picture: Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
