"""Pictures made anew: decoded, turned upright, freed of where and with what they were taken."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from manyhold.kernel.errors import BadInput
from manyhold.kernel.turns import Turns

MOST_PIXELS = 50_000_000
"""A larger picture is not even decoded: a small file can unpack into gigabytes."""
MOST_UNDRAFTED_PIXELS = 25_000_000
"""The same for PNG and WebP, which cannot be made smaller while they are decoded."""
LONGEST_SIDE = 4096
"""A larger picture is made smaller: evidence of a repair needs no more."""
THUMBNAIL_SIDE = 320
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_QUALITY = 88
_turns = Turns("reading_busy")
"""A decoded picture takes a hundred megabytes and more."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean picture and its thumbnail, which is WebP."""

    content: bytes
    width: int
    height: int
    thumbnail: bytes


def cleaned(content: bytes, media_type: str) -> Picture:
    """The picture without EXIF, GPS, comments or anything else than its pixels.

    Raises BadInput on `file`: `picture_too_large`, `file_broken`; TooManyRequests `reading_busy`.
    """
    with _turns.one():
        image = _shrunk(content, _FORMATS[media_type])
        width, height = image.size
        clean = _encoded(image, _FORMATS[media_type])
        image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        return Picture(clean, width, height, _encoded(image, "WEBP"))


def _shrunk(content: bytes, form: str) -> Image.Image:
    most_pixels = MOST_PIXELS if form == "JPEG" else MOST_UNDRAFTED_PIXELS
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as opened:
            if opened.width * opened.height > most_pixels:
                raise BadInput.of("file", "picture_too_large", most_pixels=most_pixels)
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            opened.load()
            mode = "RGBA" if opened.has_transparency_data else "RGB"
            image = opened if opened.mode == mode else opened.convert(mode)
    except Image.DecompressionBombError:
        raise BadInput.of("file", "picture_too_large", most_pixels=most_pixels) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise BadInput.of("file", "file_broken") from None
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    ImageOps.exif_transpose(image, in_place=True)  # only now: it is smaller, and turning takes a copy
    image.info.clear()  # the encoders would write comments and profiles from here
    return image


def _encoded(image: Image.Image, form: str) -> bytes:
    into = io.BytesIO()
    image.save(into, form, quality=_QUALITY)
    return into.getvalue()
