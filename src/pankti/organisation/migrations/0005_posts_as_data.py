"""Posts carry what an organisation decides about them; every decision about an appointment is kept as an order."""

import django.db.models.deletion
from django.db import migrations, models

import pankti.base.clock
import pankti.base.ids

NUMBERS = "CREATE SEQUENCE organisation_order_number"
NO_NUMBERS = "DROP SEQUENCE organisation_order_number"


class Migration(migrations.Migration):
    dependencies = [("organisation", "0004_appointment_path")]

    operations = [
        migrations.AddField("organisation", "allows_overfull", models.BooleanField(default=False, db_default=False)),
        migrations.AddField("wing", "retired_on", models.DateField(null=True)),
        migrations.AddField("post", "is_single", models.BooleanField(default=False, db_default=False)),
        migrations.AddField("post", "term_months", models.SmallIntegerField(null=True)),
        migrations.AddField("post", "rank", models.SmallIntegerField(default=0, db_default=0)),
        migrations.AddField("post", "retired_on", models.DateField(null=True)),
        migrations.AddField("appointment", "rests_from", models.DateTimeField(null=True)),
        migrations.AddField("appointment", "rests_until", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "appointment",
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("began_at")),
                name="organisation_appointment_term",
            ),
        ),
        migrations.CreateModel(
            name="UnitStrength",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "unit", "post", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("strength", models.SmallIntegerField()),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisation.post",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisation.unit",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(NUMBERS, NO_NUMBERS),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pankti.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.BigIntegerField(unique=True)),
                ("kind", models.TextField()),
                ("ordered_at", models.DateTimeField(default=pankti.base.clock.now)),
                ("ordered_by", models.UUIDField(null=True)),
                ("takes_effect_at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("reason", models.TextField(default="")),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.appointment"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(kind__in=["appointed", "ended", "suspended", "resumed"]),
                        name="organisation_order_kind",
                    )
                ]
            },
        ),
    ]
