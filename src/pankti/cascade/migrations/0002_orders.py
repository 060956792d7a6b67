"""The numbers that order things: answers as they are written, changes of dispatches in commit order."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cascade", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE SEQUENCE cascade_answer_no OWNED BY cascade_answer.seq;
            SELECT setval('cascade_answer_no', 1, true);  -- called once, so that its last value is below every row's
            CREATE SEQUENCE cascade_change_no;
            ALTER TABLE cascade_answer
                ALTER COLUMN seq SET DEFAULT nextval('cascade_answer_no'),
                ALTER COLUMN received_at SET DEFAULT now();
            ALTER TABLE cascade_standing SET (fillfactor = 85);
            ALTER TABLE cascade_tally SET (fillfactor = 70);
            ALTER TABLE cascade_tallytime SET (fillfactor = 85);
            """,
            """
            ALTER TABLE cascade_answer ALTER COLUMN seq DROP DEFAULT;
            DROP SEQUENCE cascade_change_no;
            DROP SEQUENCE cascade_answer_no;
            """,
        ),
    ]
