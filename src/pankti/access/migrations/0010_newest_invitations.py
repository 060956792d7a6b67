from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0009_delegation'),
        ('organisation', '0009_names_by_appointment'),
        ('people', '0004_name_search'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(fields=['-made_at'], name='access_invitation_newest'),
        ),
    ]
