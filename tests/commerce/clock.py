"""Time goes by: every hour on record lies further back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db.models import DateTimeField, F
from django.utils import timezone

from zhiyu.commerce.models import Order, Payment, PaymentAttempt, Refund


def later(*, minutes: float = 3, **span: float) -> None:
    ago = timedelta(minutes=minutes, **span)
    for model in (Order, PaymentAttempt, Payment, Refund):
        names = [field.name for field in model._meta.get_fields() if isinstance(field, DateTimeField)]  # noqa: SLF001
        model._default_manager.update(**{name: F(name) - ago for name in names})  # noqa: SLF001


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """The clock shows this, and goes no further."""
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real
