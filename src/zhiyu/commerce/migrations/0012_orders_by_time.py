from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("commerce", "0011_credits_come_back")]

    operations = [
        AddIndexConcurrently("order", models.Index(fields=["-created_at", "-id"], name="order_by_time")),
        AddIndexConcurrently(
            "order", models.Index(fields=["status", "-created_at", "-id"], name="order_by_status_time")
        ),
        RemoveIndexConcurrently("order", "order_by_status"),
    ]
