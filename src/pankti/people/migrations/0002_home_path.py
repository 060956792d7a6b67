from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="home_path",
            field=models.TextField(db_collation="C", db_default="", default=""),
        ),
        migrations.AddIndex(
            model_name="person", index=models.Index(fields=["home_path"], name="people_person_home")
        ),
    ]
