"""Each event carries the main tree's path of what it is about, as it was that day; empty: nothing in the tree."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="event", name="path", field=models.TextField(db_collation="C", default="")
        ),
        # In the database alone: a default that Django knew of would make it ask every new row back.
        migrations.RunSQL("ALTER TABLE audit_event ALTER COLUMN path SET DEFAULT ''", migrations.RunSQL.noop),
    ]
