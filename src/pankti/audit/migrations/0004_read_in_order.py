"""Whichever way the audit is asked, it is read in the order of time by an index."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("audit", "0003_path")]

    operations = [
        AddIndexConcurrently("event", models.Index(fields=["at", "id"], name="audit_at")),
        AddIndexConcurrently("event", models.Index(fields=["path", "at"], name="audit_path")),
        AddIndexConcurrently("event", models.Index(fields=["type", "at"], name="audit_type")),
    ]
