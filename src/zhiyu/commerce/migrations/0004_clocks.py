"""Whatever waits at the time of the upgrade gets its hour, and indexes come without holding up sales."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

WAITING = """
update commerce_order set close_at = expires_at where status = 'pending' and close_at is null;
update commerce_paymentattempt a set ask_at = now()
    where ask_at is null and (closed_at is null or closed_at > now() - interval '2 hours')
    and not exists (select from commerce_payment p where p.attempt_id = a.id);
update commerce_refund set ask_at = now(), asked_at = now()
    where ask_at is null and payment_id is not null and status in ('approved', 'processing');
update commerce_refund r set stuck_at = coalesce(decided_at, requested_at)
    where stuck_at is null and (status = 'abnormal'
    or (status = 'closed' and not exists (select from commerce_refund f where f.follows_id = r.id)));
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("commerce", "0003_bounded_and_billed")]

    operations = [
        migrations.RunSQL(WAITING, migrations.RunSQL.noop),
        RemoveIndexConcurrently(
            model_name="order",
            name="order_to_close",
        ),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(condition=models.Q(("status", "pending")), fields=["close_at"], name="order_close_at"),
        ),
        AddIndexConcurrently(
            model_name="payment",
            index=models.Index(fields=["provider", "paid_at"], name="payment_by_day"),
        ),
        AddIndexConcurrently(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("suspended", True), ("cleared_at__isnull", True)),
                fields=["id"],
                name="payment_stuck",
            ),
        ),
        AddIndexConcurrently(
            model_name="paymentattempt",
            index=models.Index(condition=models.Q(("ask_at__isnull", False)), fields=["ask_at"], name="attempt_to_ask"),
        ),
        AddIndexConcurrently(
            model_name="paymentattempt",
            index=models.Index(
                condition=models.Q(("stuck_at__isnull", False)), fields=["stuck_at"], name="attempt_stuck"
            ),
        ),
        AddIndexConcurrently(
            model_name="refund",
            index=models.Index(condition=models.Q(("ask_at__isnull", False)), fields=["ask_at"], name="refund_to_ask"),
        ),
        AddIndexConcurrently(
            model_name="refund",
            index=models.Index(
                condition=models.Q(("stuck_at__isnull", False)), fields=["stuck_at"], name="refund_stuck"
            ),
        ),
        AddIndexConcurrently(
            model_name="refund",
            index=models.Index(
                condition=models.Q(("status", "succeeded")), fields=["settled_at"], name="refund_by_day"
            ),
        ),
    ]
