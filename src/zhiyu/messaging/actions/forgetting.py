"""How messages left the school is kept for a while; what a person was told stays with them."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from zhiyu.kernel.clock import now
from zhiyu.messaging.models import Send

BATCH = 1000


def forget_old_sends() -> int:
    """In short transactions, so that nobody who sends waits for it. What has not come to its end yet is not old."""
    count = gone = forget_some()
    while gone == BATCH:
        gone = forget_some()
        count += gone
    return count


@transaction.atomic
def forget_some() -> int:
    ended = Send.objects.filter(ended_at__lt=now() - timedelta(days=settings.MESSAGE_LOG_DAYS))
    some = list(ended.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return Send.objects.filter(pk__in=some).exclude(status__in=[Send.Status.WAITING, Send.Status.SENDING]).delete()[0]
