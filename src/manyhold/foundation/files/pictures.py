"""Pictures made anew: decoded, turned upright, freed of where and with what they were taken."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from manyhold.kernel.errors import BadInput

MOST_PIXELS = 50_000_000
"""A larger picture is not even decoded: a small file can unpack into gigabytes."""
LONGEST_SIDE = 4096
"""A larger picture is made smaller: evidence of a repair needs no more."""
THUMBNAIL_SIDE = 320
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_QUALITY = 88


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean picture and its thumbnail, which is WebP."""

    content: bytes
    width: int
    height: int
    thumbnail: bytes


def cleaned(content: bytes, media_type: str) -> Picture:
    """The picture without EXIF, GPS, comments or anything else than its pixels.

    Raises BadInput on `file`: `picture_too_large`, `file_broken`.
    """
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[media_type]]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise BadInput.of("file", "picture_too_large", most_pixels=MOST_PIXELS)
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            image = _pixels(ImageOps.exif_transpose(opened))
    except Image.DecompressionBombError:
        raise BadInput.of("file", "picture_too_large", most_pixels=MOST_PIXELS) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise BadInput.of("file", "file_broken") from None
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    width, height = image.size
    clean = _encoded(image, _FORMATS[media_type])
    image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Picture(clean, width, height, _encoded(image, "WEBP"))


def _pixels(image: Image.Image) -> Image.Image:
    bare = image.convert("RGBA" if image.has_transparency_data else "RGB")
    bare.info.clear()  # the encoders would write comments and profiles from here
    return bare


def _encoded(image: Image.Image, form: str) -> bytes:
    into = io.BytesIO()
    image.save(into, form, quality=_QUALITY)
    return into.getvalue()
