"""Places of a lesson that plays: time and title."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0014_presales")]

    operations = [
        migrations.AddField("lesson", "marks", models.JSONField(db_default=[], default=list)),
    ]
