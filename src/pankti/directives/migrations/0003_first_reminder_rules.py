from django.db import migrations

from pankti.base.ids import new_id

FIRST = (("reminder", -24, 0), ("escalation", 0, 1), ("escalation", 24, 2))


def add_rules(apps, schema_editor):
    """What an organisation starts with; it may change them on its own page."""
    rule = apps.get_model("directives", "ReminderRule")
    if not rule.objects.exists():
        rule.objects.bulk_create(
            rule(id=new_id(), kind=kind, hours=hours, levels_up=levels_up) for kind, hours, levels_up in FIRST
        )


class Migration(migrations.Migration):

    dependencies = [
        ('directives', '0002_attachments_by_name_and_due_moment'),
    ]

    operations = [migrations.RunPython(add_rules, migrations.RunPython.noop)]
