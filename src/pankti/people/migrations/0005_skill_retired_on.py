"""A skill that is offered no more; those who have it keep it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0004_name_search")]
    operations = [migrations.AddField(model_name="skill", name="retired_on", field=models.DateField(null=True))]
