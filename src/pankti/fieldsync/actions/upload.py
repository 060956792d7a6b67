from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from pankti.base.clock import now
from pankti.base.errors import OutOfReach
from pankti.base.files import DiskFull, FileTooLarge, FileUnreadable, PictureTooLarge, store_file
from pankti.fieldsync.errors import OffsetConflict, PhotoTooHeavy, PhotoTooLarge, PhotoUnreadable, UploadDamaged
from pankti.fieldsync.models import Upload

LIMIT_MB = 8
LIMIT = LIMIT_MB * 1_000_000
KEPT = timedelta(days=2)
_PIECE = 64 * 1024


def begin_upload(*, device_id: UUID, length: int, sha256: str, media_type: str) -> Upload:
    """Make room for a photo of ``length`` bytes. Raises PhotoTooHeavy over 8 MB, DiskFull."""
    if not 0 < length <= LIMIT:
        raise PhotoTooHeavy(limit=LIMIT_MB)
    upload = Upload.objects.create(device_id=device_id, length=length, media_type=media_type, claimed_sha256=sha256)
    try:
        part = part_of(upload.id)
        part.parent.mkdir(parents=True, exist_ok=True)
        part.touch()
    except OSError as error:
        raise _told(error) from error
    return upload


def get_upload(*, device_id: UUID, upload_id: UUID) -> Upload:
    """The device's own upload. Raises OutOfReach for any other.

    One whose last piece arrived just before a crash is checked and kept now.
    """
    upload = Upload.objects.filter(id=upload_id, device_id=device_id).first()
    if upload is None:
        raise OutOfReach
    if upload.offset == upload.length and not upload.sha256:
        _finish(upload)
    return upload


def append_to_upload(*, device_id: UUID, upload_id: UUID, offset: int, body: bytes) -> Upload:
    """Add bytes at ``offset``; at the last one the photo is checked and kept under its hash.

    What was acknowledged is on the disk. A piece that broke off half-way is sent again
    from the offset that HEAD tells. Raises OffsetConflict, UploadDamaged,
    PhotoUnreadable, PhotoTooLarge, DiskFull.
    """
    with transaction.atomic():
        upload = Upload.objects.select_for_update().filter(id=upload_id, device_id=device_id).first()
        if upload is None:
            raise OutOfReach
        if offset != upload.offset or offset + len(body) > upload.length:
            raise OffsetConflict
        if upload.sha256:
            return upload
        try:
            with part_of(upload.id).open("r+b") as file:
                file.seek(offset)
                file.write(body)
                file.truncate()
                file.flush()
                os.fsync(file.fileno())
        except FileNotFoundError:
            raise OutOfReach from None
        except OSError as error:
            raise _told(error) from error
        upload.offset = offset + len(body)
        upload.save(update_fields=["offset"])
    if upload.offset == upload.length:
        _finish(upload)
    return upload


def _finish(upload: Upload) -> None:
    """Check and keep the whole photo. A refused one is forgotten, so that the phone begins anew."""
    part = part_of(upload.id)
    try:
        stored = store_file(chunks=_pieces(part), name="photo", limit_mb=LIMIT_MB)
        if not stored.media_type.startswith("image/"):
            raise PhotoUnreadable
        if upload.claimed_sha256 and stored.sha256 != upload.claimed_sha256:
            raise UploadDamaged
    except (FileUnreadable, FileTooLarge, PictureTooLarge, PhotoUnreadable, UploadDamaged) as error:
        part.unlink(missing_ok=True)
        upload.delete()
        if isinstance(error, PictureTooLarge):
            raise PhotoTooLarge from error
        raise (error if isinstance(error, UploadDamaged) else PhotoUnreadable()) from error
    upload.sha256 = stored.sha256
    upload.save(update_fields=["sha256"])
    part.unlink(missing_ok=True)


def sweep_uploads() -> int:
    """Forget uploads that nobody went on with for two days. Returns how many."""
    old = list(Upload.objects.filter(created_at__lt=now() - KEPT).values_list("id", flat=True)[:1000])
    for upload_id in old:
        with suppress(OSError):
            part_of(upload_id).unlink(missing_ok=True)
    Upload.objects.filter(id__in=old).delete()
    return len(old)


def part_of(upload_id: UUID) -> Path:
    """Where the bytes that have arrived lie."""
    return Path(settings.MEDIA_ROOT) / "uploads" / f"{upload_id}.part"


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _told(error: OSError) -> Exception:
    return DiskFull() if error.errno in (errno.ENOSPC, errno.EDQUOT) else error
