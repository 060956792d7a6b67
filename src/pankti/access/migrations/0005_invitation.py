import django.db.models.deletion
import pankti.base.clock
import pankti.base.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0004_second_factor'),
        ('organisation', '0004_appointment_path'),
        ('people', '0002_home_path'),
    ]

    operations = [
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=pankti.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('token_hash', models.BinaryField(unique=True)),
                ('number_hash', models.BinaryField(null=True)),
                ('note', models.TextField(default='')),
                ('made_at', models.DateTimeField(default=pankti.base.clock.now)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('appointment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organisation.appointment')),
                ('made_as', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organisation.appointment')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.post')),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('taken_at__isnull', True), ('revoked_at__isnull', True), _connector='OR'), name='access_invitation_one_end')],
            },
        ),
    ]
