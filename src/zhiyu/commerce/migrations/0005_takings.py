"""What the studio's home sums is read from indexes, however many orders there are."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("commerce", "0004_clocks")]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                condition=models.Q(("paid_at__isnull", False)), fields=["paid_at"], name="order_by_payday"
            ),
        ),
        AddIndexConcurrently(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("suspended", False)),
                fields=["paid_at"],
                include=("id", "amount_fen"),
                name="payment_takings",
            ),
        ),
        AddIndexConcurrently(
            model_name="refund",
            index=models.Index(
                condition=models.Q(("reason__in", ["paid_too_late", "paid_twice", "paid_other_amount"])),
                fields=["payment"],
                name="refund_of_stray",
            ),
        ),
    ]
