"""Money in numbers. Only what is open or new is counted: years of finished orders would cost every scrape."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import Count

from zhiyu.commerce.models import Order, Payment, PaymentAttempt, Refund
from zhiyu.kernel.clock import now
from zhiyu.platform import metrics

LATELY = timedelta(days=1)


def payments() -> Iterable[metrics.Row]:
    waiting = PaymentAttempt.objects.filter(closed_at=None, order__status=Order.Status.PENDING).count()
    received = Payment.objects.filter(
        provider__in=list(settings.PAYMENT_PROVIDERS), paid_at__gte=now() - LATELY
    ).count()
    return [(("waiting",), waiting), (("received_24h",), received)]


def orders() -> Iterable[metrics.Row]:
    pending = Order.objects.filter(status=Order.Status.PENDING)
    return [(("pending",), pending.count()), (("overdue",), pending.filter(expires_at__lt=now()).count())]


def refunds() -> Iterable[metrics.Row]:
    found = Refund.objects.filter(status__in=Refund.OPEN).values_list("status").annotate(n=Count("pk"))
    settled = Refund.objects.filter(status=Refund.Status.SUCCEEDED, settled_at__gte=now() - LATELY).count()
    return [*metrics.counted(Refund.OPEN, dict(found)), (("succeeded_24h",), settled)]


def register() -> None:
    metrics.gauge("orders", "Orders that wait for money, and those of them past their time.", ["state"], orders)
    metrics.gauge("payments", "Attempts that wait, and money that came in within a day.", ["state"], payments)
    metrics.gauge("refunds", "Open refunds by state, and money back within a day.", ["state"], refunds)
