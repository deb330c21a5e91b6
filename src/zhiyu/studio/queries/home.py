"""The numbers of the studio's home. Each is one plain sentence over stored rows, and says which."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiyu.backups.queries import overdue as backup_overdue
from zhiyu.catalog.models import Course, Lesson, Product
from zhiyu.commerce.models import Order, Payment, Refund
from zhiyu.commerce.queries import (
    DayOfMoney,
    daily_revenue,
    kept_payments,
    money_back,
    money_between,
    with_lines,
)
from zhiyu.kernel.clock import SHANGHAI, day_start
from zhiyu.platform import plain
from zhiyu.platform.models import School

DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Today:
    paid_fen: int
    refunded_fen: int
    orders: int
    learners: int


def today(week: "Week | None" = None) -> Today:
    """Of the week's last day, where that was counted already."""
    start = day_start()
    money = week.days[-1] if week else money_between(start, start + timedelta(days=1))
    return Today(
        paid_fen=money.paid_fen, refunded_fen=money.refunded_fen, orders=money.orders, learners=new_learners(start)
    )


NEW_LEARNERS = """
select count(*) from accounts_user u where u.joined_at >= %s
and not exists (select from accounts_rolegrant g where g.user_id = u.id)
"""


def new_learners(since: datetime) -> int:
    """How many people without a role joined since then."""
    return int((plain.row(NEW_LEARNERS, [since]) or (0,))[0])


@dataclass(frozen=True)
class Week:
    """Today and the six days before; ``nets`` is what came in less what went back, day by day."""

    days: list[DayOfMoney]
    nets: list[int]

    @property
    def net_fen(self) -> int:
        return sum(self.nets)

    @property
    def best(self) -> tuple[DayOfMoney, int]:
        return max(zip(self.days, self.nets, strict=True), key=lambda pair: pair[1])


def week() -> Week:
    days = daily_revenue(DAYS)
    return Week(days=days, nets=[day.paid_fen - day.refunded_fen for day in days])


@dataclass(frozen=True, kw_only=True)
class DayMoves:
    """The rows behind one day's numbers."""

    payments: list[Payment]
    refunds: list[Refund]
    free_orders: list[Order]

    @property
    def paid_fen(self) -> int:
        return sum(payment.amount_fen for payment in self.payments)

    @property
    def refunded_fen(self) -> int:
        return sum(refund.channel_fen for refund in self.refunds)


def moves_of(on: date) -> DayMoves:
    start = datetime.combine(on, time(), tzinfo=SHANGHAI)
    span = (start, start + timedelta(days=1))
    paid = kept_payments().filter(paid_at__gte=span[0], paid_at__lt=span[1])
    back = money_back().filter(settled_at__gte=span[0], settled_at__lt=span[1])
    free = with_lines(Order.objects.filter(paid_at__gte=span[0], paid_at__lt=span[1], total_fen=0))
    return DayMoves(
        payments=list(paid.select_related("order__buyer").prefetch_related("order__lines").order_by("-paid_at")),
        refunds=list(back.select_related("order__buyer").prefetch_related("order__lines").order_by("-settled_at")),
        free_orders=list(free.select_related("buyer").order_by("-paid_at")),
    )


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
    """What waits, urgent first; each shown only to whoever may act on it."""
    return sorted((one for one in waiting(can) if one.count), key=lambda one: not one.urgent)


# Small counts, the long tables each from an index of what is open, in one round trip.
OPEN = """
select
    (select count(*) from commerce_refund where status = 'requested'),
    (select count(*) from commerce_refund where status = 'abnormal'),
    (select count(*) from commerce_exchange where status = 'asked'),
    (select count(*) from commerce_paymentattempt a join commerce_order o on o.id = a.order_id
        where a.stuck_at is not null and o.status = 'pending')
    + (select count(*) from commerce_payment where suspended and cleared_at is null)
    + (select count(*) from commerce_refund where stuck_at is not null),
    (select count(*) from commerce_difference where settled_at is null and because = ''),
    (select count(*) from platform_delivery where state = 'parked'),
    (select count(*) from media_asset where state = 'failed'),
    (select count(*) from catalog_product where kind = 'course' and status = 'draft'),
    (select count(*) from invoices_invoice where status = 'applied'),
    (select count(*) from invoices_invoice where status = 'red_needed'),
    (select count(*) from transfer_transfer where state = 'sent')
    + (select count(*) from transfer_return where sent_at is null),
    (select count(*) from screening_application where status = 'sent'),
    (select count(*) from complaints_complaint where status in ('sent', 'looking'))
"""


@dataclass(frozen=True)
class Open:
    requested: int
    abnormal: int
    exchanges: int
    stuck: int
    differences: int
    parked: int
    failed: int
    drafts: int
    invoices: int
    red: int
    transfers: int
    applications: int
    complaints: int


def waiting(can: Callable[[str], bool]) -> list[ToDo]:
    found: list[ToDo] = []
    is_open = Open(*plain.rows(OPEN)[0])
    if can("refunds.decide"):
        found += [
            ToDo(
                count=is_open.requested,
                text=_("退款等你决定"),
                page="commerce:studio_refunds",
                query="status=requested",
                scope="refunds.decide",
                urgent=True,
            ),
            ToDo(
                count=is_open.exchanges,
                text=_("换课等你决定"),
                page="commerce:studio_refunds",
                query="",
                scope="refunds.decide",
                urgent=True,
            ),
            ToDo(
                count=0 if can("money.read") else is_open.abnormal,
                text=_("退款渠道异常"),
                page="commerce:studio_refunds",
                query="status=abnormal",
                scope="refunds.decide",
                urgent=True,
            ),
        ]
    if can("applications.decide"):
        found.append(
            ToDo(
                count=is_open.applications,
                text=_("报名申请等你看"),
                page="screening:applications",
                query="",
                scope="applications.decide",
            )
        )
    if can("complaints.decide"):
        found.append(
            ToDo(
                count=is_open.complaints,
                text=_("投诉等你答复"),
                page="complaints:complaints",
                query="",
                scope="complaints.decide",
                urgent=True,
            )
        )
    if can("money.read"):
        found += [
            ToDo(
                count=is_open.stuck,
                text=_("订单没能自己了结"),
                page="commerce:studio_stuck",
                query="",
                scope="money.read",
                urgent=True,
            ),
            ToDo(
                count=is_open.differences,
                text=_("账单有差异"),
                page="commerce:studio_bills",
                query="",
                scope="money.read",
            ),
            ToDo(
                count=is_open.transfers,
                text=_("银行转账要核对"),
                page="transfer:transfers",
                query="",
                scope="money.settle",
                urgent=True,
            ),
            ToDo(
                count=is_open.red,
                text=_("发票要红冲"),
                page="invoices:studio_invoices",
                query="status=red_needed",
                scope="money.read",
                urgent=True,
            ),
            ToDo(
                count=is_open.invoices,
                text=_("发票等着开"),
                page="invoices:studio_invoices",
                query="status=applied",
                scope="money.read",
            ),
        ]
    if can("health.read"):
        found += [
            ToDo(
                count=is_open.parked,
                text=_("后台事件卡住了"),
                page="studio:health",
                query="",
                scope="health.read",
                urgent=True,
            ),
            ToDo(
                count=is_open.failed,
                text=_("文件处理失败"),
                page="studio:health",
                query="",
                scope="health.read",
            ),
        ]
    if can("settings.edit"):
        found.append(
            ToDo(
                count=int(backup_overdue()),
                text=_("两天没有完好的备份了"),
                page="studio:backups",
                query="",
                scope="settings.edit",
                urgent=True,
            )
        )
    if can("catalog.edit"):
        found.append(
            ToDo(
                count=is_open.drafts,
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
    any_course = Course.objects.exists()
    pays = bool(settings.WECHAT_SIMULATOR_URL or settings.WECHAT_PAY["mchid"] or settings.ALIPAY["app_id"])
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
            done=any_course,
        ),
        Step(
            title=_("放进内容"),
            text=_("写一篇图文，或上传音频、视频。"),
            page="catalog:courses" if any_course else "",
            done=standing.exclude(body="").exists() or standing.filter(asset__isnull=False).exists(),
        ),
        Step(
            title=_("接通收款"),
            text=_("微信支付或支付宝，接一个就能收钱。免费课不需要这一步。"),
            page="studio:payment",
            done=pays,
        ),
        Step(
            title=_("上架"),
            text=_("定价、退款规则和上架检查都在课程页里。"),
            page="catalog:courses" if any_course else "",
            done=Product.objects.filter(published_at__isnull=False).exists(),
        ),
    ]
