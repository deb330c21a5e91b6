from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("platform", "0003_deliveries_are_due")]

    operations = [
        AddIndexConcurrently(
            "delivery",
            models.Index(
                condition=models.Q(("due_at__isnull", False), ("state", "waiting")),
                fields=["due_at"],
                name="delivery_due",
            ),
        ),
    ]
