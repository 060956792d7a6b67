from __future__ import annotations

from django.db import models

from pankti.base.clock import now
from pankti.base.ids import new_id


class Event(models.Model):
    """One thing that somebody did. Never changed; the application's own role may only insert and read.

    ``path``: where in the main tree that lay of which the event tells, on that day; empty: nowhere in it.
    Who reaches that path may read the event, and so may its actor and the person whom it is about.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(default=now)
    type = models.TextField()
    actor_id = models.UUIDField(null=True)
    device_id = models.UUIDField(null=True)
    address = models.TextField(default="")
    subject_kind = models.TextField(default="")
    subject_id = models.UUIDField(null=True)
    path = models.TextField(default="", db_collation="C")
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "at"], name="audit_subject"),
            models.Index(fields=["actor_id", "at"], name="audit_actor"),
            models.Index(fields=["at", "id"], name="audit_at"),
            models.Index(fields=["path", "at"], name="audit_path"),
            models.Index(fields=["type", "at"], name="audit_type"),
        ]
