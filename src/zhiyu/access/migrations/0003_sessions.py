from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_rights"),
        ("catalog", "0008_packages_groups_tips"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="grant",
            name="sessions",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="grant",
            name="used",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
