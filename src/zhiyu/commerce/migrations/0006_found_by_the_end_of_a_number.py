"""An order is found by the last digits of its number, however many orders there are."""

from django.contrib.postgres.indexes import OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Reverse


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("commerce", "0005_takings")]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(OpClass(Reverse("no"), name="text_pattern_ops"), name="order_by_no_end"),
        ),
        # Without figures of the turned number the planner takes it for common, and walks past the index.
        migrations.RunSQL("analyze commerce_order", migrations.RunSQL.noop),
    ]
