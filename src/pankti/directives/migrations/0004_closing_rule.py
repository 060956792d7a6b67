"""When what is running is closed by itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directives", "0003_first_reminder_rules")]

    operations = [
        migrations.CreateModel(
            name="ClosingRule",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("days_after_deadline", models.SmallIntegerField(default=30)),
                ("days_without_deadline", models.SmallIntegerField(default=180)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="directives_one_closing_rule")
                ],
            },
        ),
    ]
