"""Whether a course gives its keys to players alone that can have them sealed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0015_lesson_marks")]

    operations = [
        migrations.AddField("course", "wrapped_keys", models.BooleanField(db_default=False, default=False)),
    ]
