"""The numbers of the studio's home. Each is one plain sentence over stored rows, and says which."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Lesson, Product
from zhiyu.commerce.models import Order, Payment, Refund
from zhiyu.kernel.clock import SHANGHAI, day_start, days_ago
from zhiyu.media.models import Asset
from zhiyu.platform.models import Delivery, School

DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Today:
    paid_fen: int
    refunded_fen: int
    orders: int
    learners: int


def today() -> Today:
    start = day_start()
    paid = Payment.objects.filter(paid_at__gte=start).aggregate(fen=Sum("amount_fen", default=0))
    refunded = settled_refunds().filter(settled_at__gte=start).aggregate(fen=Sum("amount_fen", default=0))
    return Today(
        paid_fen=paid["fen"],
        refunded_fen=refunded["fen"],
        orders=Order.objects.filter(paid_at__gte=start).count(),
        learners=new_learners(start).count(),
    )


def settled_refunds() -> QuerySet[Refund]:
    return Refund.objects.filter(status=Refund.Status.SUCCEEDED)


def new_learners(since: datetime) -> QuerySet[User]:
    """People without a role who joined since then."""
    return User.objects.filter(joined_at__gte=since, role_grants__isnull=True)


@dataclass(frozen=True, kw_only=True)
class Day:
    on: date
    paid_fen: int
    refunded_fen: int

    @property
    def net_fen(self) -> int:
        return self.paid_fen - self.refunded_fen


def week() -> list[Day]:
    """Today and the six days before, in Shanghai, those without a sale too."""
    start = days_ago(DAYS - 1)
    paid = by_day(Payment.objects.filter(paid_at__gte=start), "paid_at")
    refunded = by_day(settled_refunds().filter(settled_at__gte=start), "settled_at")
    days = [(start + timedelta(days=n)).date() for n in range(DAYS)]
    return [Day(on=day, paid_fen=paid.get(day, 0), refunded_fen=refunded.get(day, 0)) for day in days]


def by_day(rows: QuerySet[Payment] | QuerySet[Refund], moment: str) -> dict[date, int]:
    sums = rows.annotate(on=TruncDate(moment, tzinfo=SHANGHAI)).values("on").annotate(fen=Sum("amount_fen"))
    return {row["on"]: row["fen"] for row in sums}


def latest_orders(limit: int = 8) -> list[Order]:
    return list(Order.objects.select_related("buyer").prefetch_related("lines").order_by("-id")[:limit])


@dataclass(frozen=True, kw_only=True)
class ToDo:
    """Something that waits for a person: how many, where the list is, who may see it."""

    count: int
    text: str | Promise
    page: str
    query: str
    scope: str
    urgent: bool = False


def things_to_do(*, can: Callable[[str], bool]) -> list[ToDo]:
    """What waits, urgent first; each count is asked for only when the reader may act on it."""
    return sorted((one for one in waiting(can) if one.count), key=lambda one: not one.urgent)


def waiting(can: Callable[[str], bool]) -> list[ToDo]:
    found: list[ToDo] = []
    if can("refunds.decide"):
        status = Refund.Status
        found += [
            ToDo(
                count=Refund.objects.filter(status=status.REQUESTED).count(),
                text=_("退款等你决定"),
                page="commerce:studio_refunds",
                query="status=requested",
                scope="refunds.decide",
                urgent=True,
            ),
            ToDo(
                count=Refund.objects.filter(status=status.ABNORMAL).count(),
                text=_("退款渠道异常"),
                page="commerce:studio_refunds",
                query="status=abnormal",
                scope="refunds.decide",
                urgent=True,
            ),
        ]
    if can("health.read"):
        found += [
            ToDo(
                count=Delivery.objects.filter(state=Delivery.State.PARKED).count(),
                text=_("后台事件卡住了"),
                page="studio:health",
                query="",
                scope="health.read",
                urgent=True,
            ),
            ToDo(
                count=Asset.objects.filter(state=Asset.State.FAILED).count(),
                text=_("文件处理失败"),
                page="studio:health",
                query="",
                scope="health.read",
            ),
        ]
    if can("catalog.edit"):
        found.append(
            ToDo(
                count=Product.objects.filter(status=Product.Status.DRAFT).count(),
                text=_("课程还是草稿"),
                page="catalog:courses",
                query="status=draft",
                scope="catalog.edit",
            )
        )
    return found


@dataclass(frozen=True, kw_only=True)
class Step:
    title: str | Promise
    text: str | Promise
    page: str
    done: bool


def first_steps(school: School) -> list[Step]:
    """From nothing to a course on sale; a step is done when its rows are there, not when someone ticks it."""
    standing = Lesson.objects.filter(removed_at=None)
    pays = bool(settings.WECHAT_SIMULATOR_URL or settings.WECHAT_PAY["mchid"])
    return [
        Step(
            title=_("写好学堂资料"),
            text=_("一句话介绍、客服联系方式和主色，学员在每一页都会看到。"),
            page="studio:settings",
            done=bool(school.slogan and (school.service_phone or school.service_wechat)),
        ),
        Step(
            title=_("建第一门课"),
            text=_("粘贴大纲或拖进文件，章节会自动排好。"),
            page="catalog:course_new",
            done=Course.objects.exists(),
        ),
        Step(
            title=_("放进内容"),
            text=_("写一篇图文，或上传音频、视频。"),
            page="catalog:courses",
            done=standing.exclude(body="").exists() or standing.filter(asset__isnull=False).exists(),
        ),
        Step(
            title=_("接通微信支付"),
            text=_("收钱要用商户号。免费课不需要这一步。"),
            page="studio:payment",
            done=pays,
        ),
        Step(
            title=_("上架"),
            text=_("定价、退款规则和上架检查都在课程页里。"),
            page="catalog:courses",
            done=Product.objects.filter(published_at__isnull=False).exists(),
        ),
    ]
