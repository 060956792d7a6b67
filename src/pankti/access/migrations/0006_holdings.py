"""A reach keeps the appointments too, so that an idle sync reads no appointment. What was kept is worked out anew."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0005_invitation")]

    operations = [
        migrations.AddField(
            model_name="scope",
            name="holdings",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
        ),
        migrations.RunSQL("DELETE FROM access_scope", migrations.RunSQL.noop),
    ]
