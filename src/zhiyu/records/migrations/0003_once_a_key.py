from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # live-ok: no version that is out has the table, so it is empty or as good as empty
        migrations.AddConstraint(
            model_name="record",
            constraint=models.UniqueConstraint(fields=("user", "digest", "key"), name="record_once_a_key"),
        ),
        migrations.RemoveConstraint(model_name="record", name="record_once"),
    ]
