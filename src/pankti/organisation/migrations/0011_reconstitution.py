"""A whole new team beside today's: who stays, who goes and was heard, who comes."""

import django.db.models.deletion
import pankti.base.clock
import pankti.base.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0010_plans'),
        ('people', '0004_name_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reconstitution',
            fields=[
                ('id', models.UUIDField(default=pankti.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('state', models.TextField(default='draft')),
                ('note', models.TextField(default='')),
                ('made_by', models.UUIDField(null=True)),
                ('made_at', models.DateTimeField(default=pankti.base.clock.now)),
                ('proposed_by', models.UUIDField(null=True)),
                ('proposed_at', models.DateTimeField(null=True)),
                ('decided_by', models.UUIDField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision', models.TextField(default='')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
            ],
        ),
        migrations.CreateModel(
            name='ReconstitutionLine',
            fields=[
                ('id', models.UUIDField(default=pankti.base.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.TextField()),
                ('heard_on', models.DateField(null=True)),
                ('heard', models.TextField(default='')),
                ('appointment', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.appointment')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('post', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.post')),
                ('reconstitution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='organisation.reconstitution')),
            ],
        ),
        migrations.AddConstraint(
            model_name='reconstitution',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'proposed', 'applied', 'dropped'])), name='organisation_reconstitution_state'),
        ),
        migrations.AddConstraint(
            model_name='reconstitution',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'proposed'])), fields=('unit',), name='organisation_one_reconstitution'),
        ),
        migrations.AddConstraint(
            model_name='reconstitutionline',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['keep', 'remove', 'add'])), name='organisation_reconstitution_kind'),
        ),
        migrations.AddConstraint(
            model_name='reconstitutionline',
            constraint=models.UniqueConstraint(fields=('reconstitution', 'post', 'person'), name='organisation_reconstitution_once'),
        ),
    ]
