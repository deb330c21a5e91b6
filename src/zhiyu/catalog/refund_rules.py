"""What comes back of a price, and until when: the rule of each product, and the one that new products begin with."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.catalog.models import Product, RefundDefaults
from zhiyu.catalog.queries import WHOLE
from zhiyu.platform import audit


@dataclass(frozen=True, kw_only=True)
class RefundRule:
    """``later_days``: up to this many days from payment the unused part comes back; 0: nothing does."""

    refund_days: int
    refund_percent: int
    refund_later_days: int = 0

    @property
    def prorated(self) -> bool:
        return bool(self.refund_days) and self.refund_later_days > 0


def refund_sentence(*, days: int, percent: int, later_days: int = 0, sessions: int | None = None) -> str:
    """The refund rule of a priced product, as the buyer reads and confirms it."""
    if sessions is not None:
        return of_sessions(days=days, most=percent * sessions // 100, later_days=later_days)
    if not days:
        return _("本课程购买后不支持退款，请先试看再决定。")
    said = {"days": days, "percent": percent, "later": later_days}
    if not percent and not later_days:
        return _("付款后 %(days)s 天内、还没有打开过，可全额退款；打开后不再退款。") % said
    if percent == WHOLE:
        whole = _("付款后 %(days)s 天内，可全额退款；超出后不再退款。")
        if later_days:
            whole = _("付款后 %(days)s 天内，可全额退款；之后到第 %(later)s 天，按没用的部分比例退。")
        return whole % said
    if not later_days:
        within = _("付款后 %(days)s 天内、打开的付费课时不超过 %(percent)s%%，可全额退款；超出后不再退款。")
        return within % said
    later = _(
        "付款后 %(days)s 天内、打开的付费课时不超过 %(percent)s%%，可全额退款；之后到第 %(later)s 天，"
        "没用的部分按比例退：课程按没打开的付费课时，有期限的按没用的天数。"
    )
    return later % said


def of_sessions(*, days: int, most: int, later_days: int) -> str:
    if not days:
        return _("本服务购买后不支持退款，请想好再买。")
    said = {"days": days, "most": most, "later": later_days}
    if later_days:
        return (
            _("付款后 %(days)s 天内、做过的不超过 %(most)s 次，可全额退款；之后到第 %(later)s 天，没做的次数按比例退。")
            % said
        )
    if most:
        return _("付款后 %(days)s 天内、做过的不超过 %(most)s 次，可全额退款；超出后不再退款。") % said
    return _("付款后 %(days)s 天内、一次都没有做过，可全额退款；超出后不再退款。") % said


def refund_defaults() -> RefundRule:
    kept = RefundDefaults.objects.filter(pk=1).first() or RefundDefaults()
    return RefundRule(refund_days=kept.days, refund_percent=kept.percent, refund_later_days=kept.later_days)


def begin_with() -> dict[str, int]:
    """The columns of a new product."""
    return dict(vars(refund_defaults()))


def following() -> tuple[int, int]:
    """How many products have the school's rule, and how many one of their own."""
    same = Product.objects.filter(**begin_with()).count()
    return same, Product.objects.count() - same


@transaction.atomic
def save_refund_defaults(*, actor_id: int | None, rule: RefundRule) -> int:
    """Answers how many products moved along: those whose rule was the school's. What is bought keeps its own rule."""
    RefundDefaults.objects.get_or_create(pk=1)
    kept = RefundDefaults.objects.select_for_update().get(pk=1)
    before, after = begin_with(), vars(rule)
    if before == after:
        return 0
    kept.days, kept.percent, kept.later_days = rule.refund_days, rule.refund_percent, rule.refund_later_days
    kept.save(update_fields=["days", "percent", "later_days"])
    moved = Product.objects.filter(**before).update(**after)
    detail: dict[str, Any] = {"before": before, "after": dict(after), "products": moved}
    audit.record(actor_id=actor_id, action="catalog.refund_rule_saved", target="school:1", **detail)
    return moved
