"""Holdings that a call names beside its rule, or takes out of it, and what they add to the head count of each unit."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cascade", "0004_held_by")]

    operations = [
        migrations.AddField("dispatch", "has_named", models.BooleanField(db_default=False, default=False)),
        migrations.CreateModel(
            name="Named",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "dispatch", "appointment_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("appointment_id", models.UUIDField()),
                ("unit_id", models.UUIDField()),
                ("why", models.TextField()),
                ("is_excepted", models.BooleanField(default=False)),
                ("change_no", models.BigIntegerField()),
                (
                    "dispatch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cascade.dispatch",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["appointment_id", "change_no"], name="cascade_named_change"),
                    models.Index(fields=["unit_id"], name="cascade_named_unit"),
                ]
            },
        ),
        migrations.CreateModel(
            name="NamedCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "dispatch", "unit_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("unit_id", models.UUIDField()),
                ("n", models.IntegerField()),
                (
                    "dispatch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cascade.dispatch",
                    ),
                ),
            ],
        ),
    ]
