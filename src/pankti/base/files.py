"""The media store: immutable files named by their SHA-256, handed out by addresses that are signed and run out."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from pankti.base.clock import now
from pankti.base.errors import DomainError
from pankti.base.models import StoredFile

IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
PIXEL_LIMIT = 40_000_000
_HEADS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypmp42", "audio/mp4"),
)
_SALT = "pankti.base.files"


class FileUnreadable(DomainError):
    code = "file_unreadable"
    sentence = _("“%(name)s” is not a picture, PDF or sound that phones can open. Choose another file.")


class FileTooLarge(DomainError):
    code = "file_too_large"
    sentence = _("“%(name)s” is larger than %(limit)s MB. Make it smaller: many people open it on a slow network.")


class PictureTooLarge(DomainError):
    code = "photo_too_large"
    sentence = _("“%(name)s” has more than 40 million pixels. Save it smaller and try again.")


class DiskFull(DomainError):
    code = "disk_full"
    status = 507
    sentence = _("The server has no room left for files. Tell whoever runs it; what you wrote is kept.")


def path_of(sha256: str) -> Path:
    """Where a file lies: two folders by its first digits, so that no folder grows without end."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def check_media(path: Path, *, name: str) -> str:
    """The media type that the content itself shows (its name and claimed type are not believed).

    Raises FileUnreadable for anything but a picture, PDF or sound, PictureTooLarge
    for a picture that would take a phone's memory.
    """
    with path.open("rb") as file:
        head = file.read(16)
    for at, magic, media_type in _HEADS:
        if head[at : at + len(magic)] == magic:
            return media_type
    try:
        with Image.open(path) as image:
            media_type = IMAGES.get(image.format or "", "")
            if media_type and image.width * image.height > PIXEL_LIMIT:
                raise PictureTooLarge(name=name)
            image.verify()
    except Image.DecompressionBombError:
        raise PictureTooLarge(name=name) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise FileUnreadable(name=name) from None
    if not media_type:
        raise FileUnreadable(name=name)
    return media_type


def store_file(*, chunks: Iterable[bytes], name: str, limit_mb: int = 10) -> StoredFile:
    """Take a file in, check what it is, and keep it under its hash. The same content is kept once.

    Repeat-safe. Raises FileUnreadable, FileTooLarge, PictureTooLarge, DiskFull.
    """
    root = Path(settings.MEDIA_ROOT)
    digest, size = hashlib.sha256(), 0
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=root, prefix=".in-", delete=False) as incoming:
            kept = Path(incoming.name)
            try:
                for chunk in chunks:
                    size += len(chunk)
                    if size > limit_mb * 1_000_000:
                        raise FileTooLarge(name=name, limit=limit_mb)
                    digest.update(chunk)
                    incoming.write(chunk)
                incoming.flush()
                os.fsync(incoming.fileno())
                media_type = check_media(kept, name=name)
                target = path_of(digest.hexdigest())
                target.parent.mkdir(parents=True, exist_ok=True)
                kept.chmod(0o644)
                kept.replace(target)
            finally:
                kept.unlink(missing_ok=True)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from error
        raise
    stored, _made = StoredFile.objects.get_or_create(
        sha256=digest.hexdigest(), defaults={"size": size, "media_type": media_type}
    )
    return stored


def read_file(sha256: str) -> bytes | None:
    """The content; None when it is not there any more."""
    try:
        return path_of(sha256).read_bytes()
    except FileNotFoundError:
        return None


def forget_file(sha256: str) -> None:
    """Remove a file for good: only a caller that knows that nobody else shows it. Repeat-safe."""
    StoredFile.objects.filter(pk=sha256).delete()
    path_of(sha256).unlink(missing_ok=True)


def sign_url(sha256: str, *, valid: timedelta = timedelta(days=1)) -> str:
    """An address of the file that works for ``valid``, rounded up to whole days so that browsers may keep it."""
    until = int((now() + valid).timestamp() // 86400 + 1) * 86400
    return f"{reverse('media', args=[sha256])}?{urlencode({'until': until, 'sign': _sign(sha256, until)})}"


def is_signed(sha256: str, until: str, sign: str) -> bool:
    """Whether this address was made by ``sign_url`` and has not run out."""
    if not until.isascii() or not until.isdigit() or len(until) > 12:
        return False
    return constant_time_compare(sign, _sign(sha256, int(until))) and int(until) > now().timestamp()


def _sign(sha256: str, until: int) -> str:
    return signing.b64_encode(salted_hmac(_SALT, f"{sha256}:{until}", algorithm="sha256").digest()[:18]).decode()
