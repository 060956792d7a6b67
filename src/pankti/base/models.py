from __future__ import annotations

from django.db import models

from pankti.base.clock import now


class StoredFile(models.Model):
    """An immutable file, named by its SHA-256 (hex). Content lives in the media store, never in the database."""

    sha256 = models.TextField(primary_key=True)
    size = models.BigIntegerField()
    media_type = models.TextField()
    stored_at = models.DateTimeField(default=now)
