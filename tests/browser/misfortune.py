"""What a demo school has not: orders, refunds and bills that went wrong, and a lesson that is about to go.

Made by the product's own actions in a process of the school itself (``zhiyu manage shell``), which knows no pytest.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tests import make
from zhiyu.access.actions import grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Chapter, Course, Lesson
from zhiyu.catalog.models import Product as Sold
from zhiyu.commerce.actions import (
    approve_refund,
    confirm_payment,
    reject_refund,
    request_refund,
    settle_refund,
    suspend_payment,
)
from zhiyu.commerce.models import Difference, Order, PaymentAttempt, Refund, Statement
from zhiyu.kernel.clock import now
from zhiyu.media.models import Asset
from zhiyu.platform.models import Delivery, Event

OWNER, REGULAR = "13800000001", "13800000009"
REAL = timezone.now
LONG_AGO = date(2025, 1, 1)  # of a day whose bill nobody fetches
NO_ANSWER, SPOILT = "OSError: 没有回应", "坏了的一课.mp4"
NO = "第二课正好讲这个问题，先看完再决定好吗？" * 3


@contextmanager
def past(*, days: int) -> Iterator[None]:
    timezone.now = lambda: REAL() - timedelta(days=days)
    try:
        yield
    finally:
        timezone.now = REAL


@transaction.atomic
def make_states() -> dict[str, Any]:
    """Days ago, so that today's figures stay as they are; off sale at the end, so that nobody else meets it."""
    buyer = User.objects.get(phone=REGULAR)
    owner = User.objects.get(phone=OWNER)
    with past(days=40):
        late = bought(buyer)
        statement = make_bill(late)
    with past(days=3):
        rejected, abnormal = asked_back(buyer), asked_back(buyer)
        reject_refund(refund_id=rejected.pk, actor_id=owner.pk, note=NO)
        approve_refund(refund_id=abnormal.pk, actor_id=owner.pk, note="可以")
        settle_refund(no=abnormal.no, provider="wechat", status="abnormal", reference=f"state-{abnormal.no}")
        odd = make.attempt(ordered(buyer))
        suspend_payment(attempt_id=odd.pk, reference=f"state-{odd.pk}", paid_fen=20_000, paid_at=now())
        silent = make.attempt(ordered(buyer))
        expired = ordered(buyer)
    PaymentAttempt.objects.filter(pk=silent.pk).update(stuck_at=now(), ask_at=None)
    Order.objects.filter(pk__in=[expired.pk, silent.order_id]).update(close_at=None)
    Sold.objects.filter(code__startswith="misfortune-").update(status=Sold.Status.UNPUBLISHED)
    return {
        "expired": expired.no,
        "late": late.no,
        "rejected": rejected.order.no,
        "rejected_refund": rejected.pk,
        "abnormal": abnormal.order.no,
        "abnormal_refund": abnormal.pk,
        "odd": odd.order.no,
        "stuck_payment": odd.payments.get().pk,
        "stuck_attempt": silent.pk,
        "bill": statement.pk,
    }


@transaction.atomic
def make_it_ill() -> None:
    """What the health page can list: an event and a job given up, and a file that a lesson waits for."""
    event = Event.objects.create(name="commerce.order_paid", payload={})
    Delivery.objects.create(
        event=event, handler="search.index", state=Delivery.State.PARKED, attempts=8, last_error=NO_ANSWER
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args, status, attempts)"
            " values ('media', 'media.package', '{\"asset_id\": \"misfortune\"}', 'failed', 8)"
        )
    spoilt = Asset.objects.create(
        kind="video", state=Asset.State.FAILED, name=SPOILT, mime="video/mp4", size=1, sha256="0" * 64
    )
    Lesson.objects.filter(chapter__course=course("有一节放不了的课", lessons=1)).update(kind="video", asset=spoilt)
    Sold.objects.filter(code__startswith="misfortune-").update(status=Sold.Status.UNPUBLISHED)


def make_it_well() -> None:
    """So that nobody else of the run meets it; what failed for another test stays."""
    Delivery.objects.filter(state=Delivery.State.PARKED, last_error=NO_ANSWER).delete()
    Lesson.objects.filter(asset__name=SPOILT).update(asset=None)
    Asset.objects.filter(name=SPOILT).delete()
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs where status = 'failed' and args ->> 'asset_id' = 'misfortune'")


def ordered(buyer: User) -> Order:
    return make.order(buyer=buyer, of=course("跟着四季画水彩，从一片叶子到一座园子", lessons=6))


def course(title: str, *, lessons: int) -> Course:
    """With an address that the next process does not give out again."""
    made = make.course(lessons=lessons, title=title)
    made.product.code = f"misfortune-{made.pk}"
    made.product.save(update_fields=["code"])
    return made


def bought(buyer: User) -> Order:
    order = ordered(buyer)
    confirm_payment(
        out_trade_no=make.attempt(order).out_trade_no,
        provider="wechat",
        reference=f"state-{order.no}",
        paid_fen=order.total_fen,
        paid_at=now(),
    )
    order.refresh_from_db()
    return order


def asked_back(buyer: User) -> Refund:
    order = bought(buyer)
    make.opened(buyer, Course.objects.get(product__order_lines__order=order))
    return request_refund(order_no=order.no, buyer_id=buyer.pk, reason="too_hard")


def make_bill(order: Order) -> Statement:
    """One that disagrees in each way, an explanation given for the last."""
    made = Statement.objects.create(
        provider="wechat", day=LONG_AGO, total_fen=9_900, fee_fen=59, fetched_at=now(), matched_at=now()
    )
    for number, kind in enumerate(Difference.Kind.values):
        Difference.objects.create(
            statement=made, key=f"payment:42000{number}", kind=kind, off_fen=9_900 - number, order=order
        )
    Difference.objects.filter(statement=made, key__endswith="2").update(settled_at=now(), note="商户平台改过账")
    return made


@transaction.atomic
def make_a_lesson_to_lose() -> dict[str, Any]:
    """A course off sale that one learner has: a film and an article that may be taken out while they look."""
    film = Asset.objects.filter(kind="video", state="ready").order_by("-duration_ms")[0]
    mine = course("会被拿掉的课", lessons=2)
    article = Lesson.objects.get(chapter__course=mine, free=False)
    video = Lesson.objects.create(chapter=article.chapter, title="正在看的", kind="video", position=1, asset=film)
    Lesson.objects.filter(pk=article.pk).update(body="一段很长的话。\n\n" * 80, position=2)
    Sold.objects.filter(pk=mine.product_id).update(status=Sold.Status.UNPUBLISHED)
    learner = User.objects.get(phone=REGULAR)
    grant(user_id=learner.pk, product_id=mine.product_id, source=f"staff:lost-{mine.pk}")
    return {"course": mine.pk, "slug": mine.product.code, "video": video.pk, "article": article.pk}


@transaction.atomic
def make_a_course_of(phone: str) -> dict[str, int]:
    """Off sale, of one learner alone, for a class that no other test meets."""
    mine = course("一个人的直播课", lessons=1)
    Sold.objects.filter(pk=mine.product_id).update(status=Sold.Status.UNPUBLISHED)
    learner = User.objects.get(phone=phone)
    grant(user_id=learner.pk, product_id=mine.product_id, source=f"staff:class-{mine.pk}")
    return {"chapter": Chapter.objects.get(course=mine).pk}


@transaction.atomic
def make_a_held_lesson(seconds: int, phone: str = REGULAR) -> dict[str, Any]:
    """A course whose first viewing does not skip, off sale, that one learner has: its film is hardly longer."""
    film = Asset.objects.filter(kind="video", state="ready", duration_ms__gt=seconds * 1000).order_by("duration_ms")[0]
    mine = course("第一次不能快进的课", lessons=1)
    chapter = Chapter.objects.get(course=mine)
    video = Lesson.objects.create(chapter=chapter, title="要从头看完的", kind="video", position=1, asset=film)
    Course.objects.filter(pk=mine.pk).update(no_skip=True)
    Sold.objects.filter(pk=mine.product_id).update(status=Sold.Status.UNPUBLISHED)
    learner = User.objects.get(phone=phone)
    grant(user_id=learner.pk, product_id=mine.product_id, source=f"staff:held-{mine.pk}")
    return {"course": mine.pk, "slug": mine.product.code, "video": video.pk, "seconds": film.duration_ms / 1000}
