"""Sessions with the teacher, one had and one soon, a paid WeChat group, and a lesson that somebody gave thanks for."""

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from zhiyu.access.models import Grant
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import create_package, create_plan, edit_group, publish_package, publish_plan
from zhiyu.catalog.durations import Unit
from zhiyu.catalog.models import Package, Plan
from zhiyu.catalog.queries import course_by_code, outline
from zhiyu.coaching.actions import make_appointment, note_delivery
from zhiyu.commerce.actions import begin_attempt, confirm_payment
from zhiyu.commerce.models import Order
from zhiyu.demo.history import buy, reference_of_payment
from zhiyu.demo.memberships import variant_of
from zhiyu.demo.past import ago
from zhiyu.kernel.clock import day_start, now
from zhiyu.media.actions import store_file
from zhiyu.tips.actions import give_tip
from zhiyu.ui import qr

REVIEWS, MORNINGS = "一对一看照片三次", "早起写作群"


def sell_services(*, owner: User, learner: User, other: User) -> None:
    if not Package.objects.exists():
        with ago(days=20):
            reviews = package_of(owner)
        with ago(days=9):
            bought = buy(learner, reviews.product.code)
        with ago(days=6):
            first_session(bought, owner)
        soon = now() + timedelta(minutes=10)  # so that its room is open
        with ago(days=1):
            next_session(bought, owner, starts_at=soon)
    if not Plan.objects.exclude(group_name="").exists():
        with ago(days=50):
            open_group(owner)
        with ago(days=45):
            buy(other, variant_of(MORNINGS, Unit.MONTH))
        with ago(days=8):
            buy(learner, variant_of(MORNINGS, Unit.YEAR))
    if not Order.objects.filter(tip__isnull=False).exists():
        with ago(days=3, hours=5):
            thank(learner)


def package_of(owner: User) -> Package:
    made = create_package(
        actor_id=owner.pk,
        title=REVIEWS,
        subtitle="发来你拍的照片，老师一张一张和你看",
        intro="每次 40 分钟，微信语音\n提前一天发来九张照片\n结束后给你三条改进建议",
        booking="加老师微信 linzhi-xuetang，备注“看照片”，一起定时间。",
        sessions=3,
        days=90,
        price_fen=29_900,
        refund_days=7,
        refund_percent=34,
    )
    return publish_package(package_id=made.pk, actor_id=owner.pk)


def first_session(bought: Order, owner: User) -> None:
    held = Grant.objects.get(source=bought.lines.get().source)
    note_delivery(
        grant_id=held.pk,
        seen=0,
        actor_id=owner.pk,
        given_on=day_start().date(),
        note="九张里三张很好；下次先找光，再找人。",
    )


def next_session(bought: Order, owner: User, *, starts_at: datetime) -> None:
    held = Grant.objects.get(source=bought.lines.get().source)
    make_appointment(grant_id=held.pk, seen=0, actor_id=owner.pk, starts_at=starts_at, minutes=40)


def open_group(owner: User) -> None:
    made = create_plan(
        actor_id=owner.pk,
        title=MORNINGS,
        subtitle="每天早上七点，一个题目，十分钟写完",
        benefits="每个工作日早上七点发题目\n写完发在群里，老师周日点评\n到期不会自动扣钱",
        opens_all=False,
        opened=(),
        prices={Unit.MONTH: 2_900, Unit.YEAR: 19_900},
        days=7,
        once=True,
        refund_days=7,
        refund_percent=30,
        group_only=True,
    )
    with TemporaryDirectory(prefix="group-") as place:
        picture = Path(place) / "qr.png"
        picture.write_bytes(qr.file("https://example.org/demo-group", "png"))
        code = store_file(path=picture, name="qr.png", owner_id=owner.pk, expect="image")
    note = "微信扫码进群，把群名片改成“城市+称呼”。"
    edit_group(plan_id=made.pk, actor_id=owner.pk, name=MORNINGS, note=note, qr_id=code.pk)
    publish_plan(plan_id=made.pk, actor_id=owner.pk)


def thank(learner: User) -> None:
    lesson = outline(course_by_code("phone-family-photos").pk).lessons[0]
    order = give_tip(user=learner, lesson_id=lesson.pk, amount_fen=660, words="逆光那张终于拍成了，谢谢林老师。")
    attempt = begin_attempt(order_no=order.no, provider="wechat", method="native")
    confirm_payment(
        out_trade_no=attempt.out_trade_no,
        provider="wechat",
        reference=reference_of_payment(order, attempt.out_trade_no, "wechat"),
        paid_fen=order.total_fen,
        paid_at=now(),
    )
