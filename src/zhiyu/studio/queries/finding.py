"""What a word leads to in the studio: pages by name, then courses, orders and people, as far as a role reaches."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from zhiyu.catalog.queries import courses_for_studio
from zhiyu.catalog.writings import KINDS
from zhiyu.commerce.filters import Wanted, wanted_orders
from zhiyu.commerce.queries import any_of, matching
from zhiyu.kernel.money import yuan
from zhiyu.studio.queries.learners import learners
from zhiyu.ui.navigation import STUDIO

LENGTH = 60
EACH = 5
Can = Callable[[str], bool]

# Steps that have no place in the sidebar.
STEPS: list[tuple[str | Promise, str, str, str]] = [
    (lazy("新建课程"), "plus", "catalog:course_new", "catalog.edit"),
    (lazy("新建商品：会员、套餐"), "plus", "catalog:product_new", "catalog.edit"),
    (lazy("新建优惠、发优惠券"), "plus", "promotions:deal_new", "prices.edit"),
    (lazy("价格试算"), "tag", "studio:prices", "prices.edit"),
    (lazy("产品阶梯"), "layers", "studio:tiers", "catalog.edit"),
    (lazy("付款后"), "message-circle", "catalog:school_welcome", "catalog.edit"),
    (lazy("退款率"), "undo-2", "commerce:refund_rates", "orders.read"),
    (lazy("处理不了的订单"), "circle-alert", "commerce:studio_stuck", "money.read"),
    (lazy("团队和权限"), "users", "studio:team", "settings.edit"),
    (lazy("收款"), "wallet", "studio:payment", "settings.edit"),
    (lazy("银行转账"), "wallet", "transfer:transfers", "money.settle"),
    (lazy("退款规则"), "undo-2", "studio:refund_rules", "settings.edit"),
    (lazy("备份"), "archive", "studio:backups", "settings.edit"),
    (lazy("谁看过什么"), "eye", "studio:access_log", "settings.edit"),
]


@dataclass(frozen=True, kw_only=True)
class Hit:
    icon: str
    label: str
    note: str = ""
    href: str


@dataclass(frozen=True, kw_only=True)
class Hits:
    title: str
    items: Sequence[Hit]


def find(words: str, *, can: Can) -> list[Hits]:
    """Groups with something in them. Without words: where one may go."""
    words = words.strip()[:LENGTH]
    found = [Hits(title=_("去哪里"), items=list(pages(words, can)))]
    if words:
        found += [Hits(title=str(title), items=list(look(words))) for title, scope, look in SOURCES if can(scope)]
    return [one for one in found if one.items]


def pages(words: str, can: Can) -> Iterator[Hit]:
    places = [(entry.label, entry.icon, entry.page, entry.scope) for _title, entries in STUDIO for entry in entries]
    for label, icon, page, scope in [*places, *STEPS]:
        if words.lower() in str(label).lower() and (not scope or can(scope)):
            yield Hit(icon=icon, label=str(label), href=reverse(page))


def courses(words: str) -> Iterator[Hit]:
    for course in courses_for_studio(query=words)[:EACH]:
        product = course.product
        yield Hit(
            icon="book-open",
            label=product.title,
            note=str(product.get_status_display()),
            href=reverse(f"catalog:{'writing' if product.kind in KINDS else 'course'}_edit", args=[course.pk]),
        )


def orders(words: str) -> Iterator[Hit]:
    for order in wanted_orders(Wanted()).filter(any_of(matching(words)))[:EACH]:
        titles = "、".join(line.title for line in order.lines.all())
        yield Hit(
            icon="receipt-text",
            label=titles or order.no,
            note=f"{yuan(order.total_fen)} · {order.get_status_display()} · {order.buyer}",
            href=reverse("commerce:studio_order", args=[order.no]),
        )


def people(words: str) -> Iterator[Hit]:
    for user in learners(query=words)[:EACH]:
        yield Hit(
            icon="user-round",
            label=user.name or user.masked_phone,
            note=user.masked_phone,
            href=reverse("studio:learner", args=[user.pk]),
        )


SOURCES: list[tuple[str | Promise, str, Callable[[str], Iterator[Hit]]]] = [
    (lazy("课程"), "catalog.edit", courses),
    (lazy("订单"), "orders.read", orders),
    (lazy("学员"), "learners.read", people),
]
