from datetime import UTC, datetime

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directives', '0001_initial'),
    ]

    operations = [
        migrations.RemoveField(model_name='directive', name='attachments'),
        migrations.AddField(model_name='directive', name='attachments', field=models.JSONField(default=list)),
        migrations.RemoveField(model_name='directiveversion', name='attachments'),
        migrations.AddField(model_name='directiveversion', name='attachments', field=models.JSONField(default=list)),
        migrations.AddField(
            model_name='escalation',
            name='due_at',
            field=models.DateTimeField(default=datetime(2026, 1, 1, tzinfo=UTC)),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name='escalation', name='directives_escalation_once'),
        migrations.AddConstraint(
            model_name='escalation',
            constraint=models.UniqueConstraint(
                fields=('dispatch_id', 'rule', 'due_at'), name='directives_escalation_once'
            ),
        ),
        migrations.AddIndex(
            model_name='directive',
            index=models.Index(
                condition=models.Q(('state', 'draft')), fields=['author', 'changed_at'], name='directives_draft'
            ),
        ),
        migrations.AddIndex(
            model_name='directive',
            index=models.Index(condition=models.Q(('state', 'issued')), fields=['deadline_at'], name='directives_due'),
        ),
    ]
