"""Give the rights over meetings to the posts that issue and see directives, and press notes to those that fill posts."""

from django.db import migrations

GIVE = """
UPDATE organisation_post SET rights = rights || ARRAY['meeting.view']
WHERE 'directive.view' = ANY(rights) AND NOT 'meeting.view' = ANY(rights);
UPDATE organisation_post SET rights = rights || ARRAY['meeting.call']
WHERE 'directive.issue' = ANY(rights) AND NOT 'meeting.call' = ANY(rights);
UPDATE organisation_post SET rights = rights || ARRAY['pressnote.approve']
WHERE 'people.manage' = ANY(rights) AND NOT 'pressnote.approve' = ANY(rights);
"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0011_reconstitution")]
    operations = [migrations.RunSQL(GIVE, migrations.RunSQL.noop)]
