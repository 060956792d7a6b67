from __future__ import annotations

from django.db import models

from pankti.base.clock import now
from pankti.base.ids import new_id


class Refusal(models.Model):
    """A command that was refused, so that its repeat is refused for the same reason."""

    command_id = models.UUIDField(primary_key=True)
    code = models.TextField()
    refused_at = models.DateTimeField(default=now)


class Upload(models.Model):
    """A file on its way up by the tus protocol: how much of it has arrived."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    device_id = models.UUIDField()
    length = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    media_type = models.TextField(default="")
    created_at = models.DateTimeField(default=now)
    claimed_sha256 = models.TextField(default="")  # what the phone says it sends
    sha256 = models.TextField(default="")  # filled when whole and checked

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="fieldsync_upload_created")]


class Epoch(models.Model):
    """Cursors of another epoch are worth nothing: every phone pulls afresh. Grows after a restore."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    n = models.IntegerField(default=1)
