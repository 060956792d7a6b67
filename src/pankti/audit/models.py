from __future__ import annotations

from django.db import models

from pankti.base.clock import now
from pankti.base.ids import new_id


class Event(models.Model):
    """One thing that somebody did. Never changed; the application's own role may only insert and read."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(default=now)
    type = models.TextField()
    actor_id = models.UUIDField(null=True)
    device_id = models.UUIDField(null=True)
    address = models.TextField(default="")
    subject_kind = models.TextField(default="")
    subject_id = models.UUIDField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "at"], name="audit_subject"),
            models.Index(fields=["actor_id", "at"], name="audit_actor"),
        ]
