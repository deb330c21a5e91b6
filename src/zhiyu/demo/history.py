"""What two learners did before you came: one is a member, studies and got money back once; the other's
subscription ran out, and she waits for an answer."""

from collections.abc import Callable

import httpx
from django.conf import settings

from zhiyu.access.actions import open_lesson, pause
from zhiyu.accounts.models import User
from zhiyu.catalog.durations import Unit
from zhiyu.catalog.models import Lesson, Variant
from zhiyu.catalog.queries import course_by_code, outline
from zhiyu.commerce import notices
from zhiyu.commerce.actions import (
    Origin,
    ask_exchange,
    begin_attempt,
    confirm_payment,
    place_order,
    request_refund,
    settle_refund,
    start_payment,
)
from zhiyu.commerce.models import Order
from zhiyu.commerce.payments import provider
from zhiyu.commerce.pricing import quote_for
from zhiyu.commerce.queries import orders_of_user
from zhiyu.demo.invoicing import COMPANY, PERSON
from zhiyu.demo.invoicing import ask as ask_invoice
from zhiyu.demo.invoicing import issue as issue_invoice
from zhiyu.demo.invoicing import set_up as set_up_invoices
from zhiyu.demo.memberships import EVERYTHING, NOTES, variant_of
from zhiyu.demo.messages import leave_texts, look_at_messages
from zhiyu.demo.past import ago
from zhiyu.demo.transfers import send as send_slip
from zhiyu.demo.transfers import set_up as set_up_transfers
from zhiyu.invoices.models import Invoice
from zhiyu.invoices.notices import tell_red_needed
from zhiyu.kernel.calling import trusted
from zhiyu.kernel.clock import now
from zhiyu.learning.actions import save_progress

PHOTOS, BREAKFAST, SLEEP = "phone-family-photos", "breakfast-week", "calm-before-sleep"


def make_history(*, learner: User, other: User, owner: User, progress: Callable[[str], None]) -> None:
    if orders_of_user(learner.pk).exists():
        return
    progress("往日的订单与学习记录")
    set_up_invoices(owner)
    join(learner=learner, other=other)
    by_bank(other, owner)
    with ago(days=20):
        buy(learner, BREAKFAST)
    with ago(days=12, hours=3):
        buy(other, BREAKFAST, channel="小红书", by="alipay")
    with ago(days=5, hours=1):
        photos = buy(learner, PHOTOS, channel="视频号")
    with ago(days=4, hours=20):
        waiting = buy(other, PHOTOS, channel="小红书")
    study_days(learner, other)
    with ago(days=3):
        given_back = buy(learner, SLEEP, channel="视频号")
        returned = ask_invoice(given_back, PERSON)
    with ago(days=2, hours=12):
        issue_invoice(returned, by=owner)
        issue_invoice(ask_invoice(photos, COMPANY), by=owner)
    with ago(days=2):
        give_back(given_back, returned)
    with ago(days=1, hours=6):
        ask_invoice(waiting, PERSON | {"name": "孙秀英", "email": ""})
    with ago(days=1, hours=4):
        want_another(learner)
    with ago(days=1, hours=2):
        asked = request_refund(order_no=waiting.no, buyer_id=other.pk, reason="no_time")
        notices.tell_refund_requested(refund_id=asked.pk)
    leave_texts()


def give_back(order: Order, invoice: Invoice) -> None:
    back = request_refund(order_no=order.no, buyer_id=order.buyer_id, reason="bought_by_mistake")
    notices.tell_refund_approved(refund_id=back.pk)
    tell_red_needed(invoice_id=invoice.pk)
    if not settings.WECHAT_SIMULATOR_URL:
        settle_refund(no=back.no, provider="wechat", status="succeeded", reference=f"demo-{back.no}")
        notices.tell_refund_settled(refund_id=back.pk)


def study_days(learner: User, other: User) -> None:
    """And what he was told until then has been read."""
    for days in (4, 3, 2):
        with ago(days=days):
            study(learner, PHOTOS, lesson=4 - days, whole=days > 2)  # noqa: PLR2004 -- the last one half-way
    for days in (4, 3):
        with ago(days=days, hours=2):
            study(other, PHOTOS, lesson=4 - days, whole=days > 3)  # noqa: PLR2004
    with ago(days=3, hours=1):
        look_at_messages(learner)


METHODS = {"wechat": "native", "alipay": "alipay_page"}


def by_bank(buyer: User, owner: User) -> None:
    set_up_transfers(owner)
    with ago(days=1, hours=3):
        send_slip(ordered(buyer, SLEEP), payer="孙秀英")


def join(*, learner: User, other: User) -> None:
    """One month each: his runs, hers is over."""
    with ago(days=55):
        buy(other, variant_of(NOTES, Unit.MONTH))
    with ago(days=25):
        buy(learner, variant_of(EVERYTHING, Unit.MONTH))
    come_and_go(learner)


def come_and_go(learner: User) -> None:
    """A column given back to his balance, and two days away that his membership goes on for in the end."""
    with ago(days=24):
        column = buy(learner, variant_of(NOTES, Unit.MONTH))
    with ago(days=23):
        back = request_refund(order_no=column.no, buyer_id=learner.pk, reason="bought_by_mistake", to_balance=True)
        notices.tell_refund_approved(refund_id=back.pk)
        notices.tell_refund_settled(refund_id=back.pk)
    with ago(days=22):
        plan_id = Variant.objects.get(product__code=variant_of(EVERYTHING, Unit.MONTH)).plan_id
        pause(user_id=learner.pk, plan_id=plan_id, days=2, actor_id=learner.pk)


def want_another(learner: User) -> None:
    """He would rather have the column, and waits for an answer."""
    photos = orders_of_user(learner.pk).get(lines__product__code=PHOTOS)
    wanted = variant_of(NOTES, Unit.MONTH)
    ask_exchange(order_no=photos.no, buyer_id=learner.pk, product=PHOTOS, wanted=wanted)


def ordered(buyer: User, code: str, *, channel: str = "") -> Order:
    quote = quote_for([code], buyer_id=buyer.pk)
    return place_order(
        buyer_id=buyer.pk,
        lines=[(code, 1)],
        shown_total_fen=quote.total_fen,
        accepted=[term.id for term in quote.terms],
        origin=Origin(channel=channel),
    )


def buy(buyer: User, code: str, *, channel: str = "", by: str = "wechat") -> Order:
    order = ordered(buyer, code, channel=channel)
    if order.status == Order.Status.PENDING:
        pay(order, by=by)
        notices.tell_paid(order_id=order.pk)
    return order


def pay(order: Order, *, by: str = "wechat") -> None:
    attempt = begin_attempt(order_no=order.no, provider=by, method=METHODS[by])
    confirm_payment(
        out_trade_no=attempt.out_trade_no,
        provider=by,
        reference=reference_of_payment(order, attempt.out_trade_no, by),
        paid_fen=order.total_fen,
        paid_at=now(),
    )
    order.refresh_from_db()


def reference_of_payment(order: Order, out_trade_no: str, by: str) -> str:
    """Money that really lies at the simulator, when there is one, so that it can be refunded from there."""
    if not settings.WECHAT_SIMULATOR_URL or not provider(by).ready:
        return f"demo-{order.no}"
    start = start_payment(order_no=order.no, buyer_id=order.buyer_id, method=METHODS[by])
    if start.page_url:  # the channel hears of it when a browser opens its page
        httpx.get(
            start.page_url, follow_redirects=True, timeout=10, trust_env=False, verify=trusted()
        ).raise_for_status()
    # Nobody listens yet: a notification sent now would be days old when it is read. Late ones wait for the present.
    for path, said in (("faults", {"name": "late_notify", "times": 1}), ("pay", {"out_trade_no": out_trade_no})):
        address = f"{settings.WECHAT_SIMULATOR_URL}/_sim/{path}"
        httpx.post(address, json=said, timeout=10, trust_env=False, verify=trusted()).raise_for_status()
    return provider(by).query(out_trade_no).reference


def study(learner: User, code: str, *, lesson: int, whole: bool) -> None:
    """Open a lesson as the pages would, and see all of it or leave it half-way."""
    shown = [one for chapter in outline(course_by_code(code).pk).chapters for one in chapter.lessons][lesson]
    open_lesson(user=learner, lesson=shown)
    seen = whole_length(shown) * (1 if whole else 0.4)
    save_progress(user_id=learner.pk, lesson_id=shown.pk, position=seen, ranges=[[0, seen]])


def whole_length(lesson: Lesson) -> float:
    """Seconds, or 100 per cent of an article."""
    return lesson.asset.duration_ms / 1000 if lesson.asset else 100.0
