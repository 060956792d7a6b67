"""Photos of a press note: checked, turned upright, made small enough to send, and without what the camera wrote in."""

from __future__ import annotations

import io
from collections.abc import Iterable

from PIL import Image, ImageOps, UnidentifiedImageError

from pankti.base.files import PIXEL_LIMIT, FileTooLarge, PictureTooLarge, store_file
from pankti.pressnotes.errors import PhotoUnreadable

LIMIT_MB = 25
LONGEST_SIDE = 2400


def keep_photo(*, chunks: Iterable[bytes], name: str) -> str:
    """Store a photo and return its SHA-256. Place, time and camera (EXIF) are gone from it.

    Raises FileTooLarge, PictureTooLarge, PhotoUnreadable, DiskFull.
    """
    body = io.BytesIO()
    for chunk in chunks:
        body.write(chunk)
        if body.tell() > LIMIT_MB * 1_000_000:
            raise FileTooLarge(name=name, limit=LIMIT_MB)
    try:
        with Image.open(body, formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > PIXEL_LIMIT:
                raise PictureTooLarge(name=name)
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except Image.DecompressionBombError:
        raise PictureTooLarge(name=name) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise PhotoUnreadable(name=name) from None
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = io.BytesIO()
    Image.frombytes("RGB", picture.size, picture.tobytes()).save(clean, "JPEG", quality=88)
    return store_file(chunks=[clean.getvalue()], name=name).sha256
