"""Time goes by: every hour on record lies further back."""

from datetime import timedelta

from django.db.models import DateTimeField, F

from zhiyu.commerce.models import Order, Payment, PaymentAttempt, Refund


def later(*, minutes: float = 3, **span: float) -> None:
    ago = timedelta(minutes=minutes, **span)
    for model in (Order, PaymentAttempt, Payment, Refund):
        names = [field.name for field in model._meta.get_fields() if isinstance(field, DateTimeField)]  # noqa: SLF001
        model._default_manager.update(**{name: F(name) - ago for name in names})  # noqa: SLF001
