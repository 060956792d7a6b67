"""Along which tree a dispatch's tallies hold, and how far the answers of one that ended long ago are deleted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cascade", "0002_orders"), ("organisation", "0001_initial")]

    operations = [
        migrations.AddField("dispatch", "tallied_epoch", models.BigIntegerField(default=0)),
        migrations.AddField("dispatch", "recheck_before", models.DateTimeField(null=True)),
        migrations.AddField("dispatch", "answers_from", models.BigIntegerField(default=0)),
        migrations.AddField("dispatch", "answers_gone_to", models.BigIntegerField(null=True)),
        migrations.AddField("dispatch", "answers_gone", models.BigIntegerField(default=0)),
        migrations.AddField("dispatch", "answers_gone_at", models.DateTimeField(null=True)),
        migrations.RunSQL(
            """
            UPDATE cascade_dispatch
            SET tallied_epoch = coalesce((SELECT max(tree_epoch) FROM organisation_organisation), 0)
            """,
            migrations.RunSQL.noop,
        ),
    ]
