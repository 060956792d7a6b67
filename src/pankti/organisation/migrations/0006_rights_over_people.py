"""Give the two rights over people to the posts that ran teams so far, and one seat to posts that lead.

Posts of a level read in rank order: the lead first, then the larger ranks.
"""

from django.db import migrations

GIVE = """
UPDATE organisation_post SET rights = rights || ARRAY['people.view', 'people.manage']
WHERE ('organisation.manage' = ANY(rights) OR (is_lead AND 'directive.issue' = ANY(rights)))
  AND NOT 'people.manage' = ANY(rights);
UPDATE organisation_post SET rights = rights || ARRAY['people.view']
WHERE 'directive.issue' = ANY(rights) AND NOT 'people.view' = ANY(rights);
UPDATE organisation_post SET is_single = true WHERE strength = 1 AND is_lead;
UPDATE organisation_post SET rank = CASE WHEN is_lead THEN 0 ELSE 10 END;
"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0005_posts_as_data")]
    operations = [migrations.RunSQL(GIVE, migrations.RunSQL.noop)]
