"""Who took part in a planted meeting and does no more; and an index that says how far changes have come."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("organisation", "0012_rights_over_meetings")]

    operations = [
        migrations.CreateModel(
            name="FormerPart",
            fields=[
                ("pk", models.CompositePrimaryKey("appointment", "meeting", blank=True, editable=False, primary_key=True, serialize=False)),
                ("appointment", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisation.appointment")),
                ("meeting", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="meetings.meeting")),
            ],
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(fields=["change_no"], name="meetings_change_no"),
        ),
    ]
