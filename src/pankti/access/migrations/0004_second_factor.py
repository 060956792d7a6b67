import django.db.models.deletion
import pankti.base.clock
import pankti.base.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_sign_in'),
    ]

    operations = [
        migrations.CreateModel(
            name='CodeApp',
            fields=[
                ('id', models.UUIDField(default=pankti.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('ciphertext', models.BinaryField()),
                ('key_id', models.SmallIntegerField()),
                ('added_at', models.DateTimeField(default=pankti.base.clock.now)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('last_step', models.BigIntegerField(default=0)),
                ('used_at', models.DateTimeField(null=True)),
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.account')),
            ],
        ),
        migrations.CreateModel(
            name='OfficeSession',
            fields=[
                ('id', models.UUIDField(default=pankti.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.TextField(default='')),
                ('factor', models.TextField(default='')),
                ('opened_at', models.DateTimeField(default=pankti.base.clock.now)),
                ('seen_at', models.DateTimeField(default=pankti.base.clock.now)),
                ('ended_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.account')),
            ],
        ),
        migrations.CreateModel(
            name='Passkey',
            fields=[
                ('id', models.UUIDField(default=pankti.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('credential_id', models.BinaryField(unique=True)),
                ('credential', models.BinaryField()),
                ('sign_count', models.BigIntegerField(default=0)),
                ('name', models.TextField()),
                ('added_at', models.DateTimeField(default=pankti.base.clock.now)),
                ('used_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.account')),
            ],
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.UUIDField(default=pankti.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code_hash', models.BinaryField()),
                ('used_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.account')),
            ],
        ),
    ]
