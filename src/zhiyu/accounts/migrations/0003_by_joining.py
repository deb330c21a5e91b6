from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("accounts", "0002_security")]

    operations = [
        AddIndexConcurrently(model_name="user", index=models.Index(fields=["joined_at"], name="user_by_joining")),
    ]
