"""Rows the studio counts: payments, refunds and rights, without going through a sale."""

from datetime import datetime, timedelta
from itertools import count

from tests import make
from zhiyu.access.models import Grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Lesson
from zhiyu.commerce.models import Order, OrderLine, Payment, Refund
from zhiyu.kernel.clock import now
from zhiyu.learning.models import Progress

_n = count(1)


def paid_order(course: Course, *, buyer: User | None = None, at: datetime | None = None) -> Order:
    at, n = at or now(), next(_n)
    product = course.product
    order = Order.objects.create(
        no=f"20261121{n:010d}",
        buyer=buyer or make.user(),
        status=Order.Status.PAID,
        total_fen=product.price_fen,
        quote={},
        expires_at=at + timedelta(minutes=30),
        paid_at=at,
    )
    OrderLine.objects.create(
        order=order,
        product=product,
        title=product.title,
        unit_fen=order.total_fen,
        total_fen=order.total_fen,
        refund_days=7,
        refund_percent=30,
    )
    if order.total_fen:
        Payment.objects.create(
            order=order, provider="wechat", reference=f"wx{n}", amount_fen=order.total_fen, paid_at=at
        )
    return order


def refund(order: Order, *, status: str, at: datetime | None = None) -> Refund:
    settled = status == Refund.Status.SUCCEEDED
    return Refund.objects.create(
        no=f"R{next(_n)}",
        order=order,
        status=status,
        amount_fen=order.total_fen,
        reason=Refund.Reason.NO_TIME,
        settled_at=(at or now()) if settled else None,
        stuck_at=now() if status == Refund.Status.ABNORMAL else None,
    )


def owner_of(course: Course, *, completed: int = 0) -> User:
    user = make.user()
    Grant.objects.create(user=user, product=course.product, source=f"staff:{next(_n)}", valid_from=now())
    for lesson in Lesson.objects.filter(chapter__course=course)[:completed]:
        Progress.objects.create(user=user, lesson=lesson, completed_at=now())
    return user
