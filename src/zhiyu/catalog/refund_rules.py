"""What comes back of a price, and until when: the rule of each product, and the one that new products begin with."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.catalog.models import Product, RefundDefaults
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


def refund_sentence(*, days: int, percent: int, later_days: int = 0) -> str:
    """The refund rule of a priced product, as the buyer reads and confirms it."""
    if not days:
        return _("本课程购买后不支持退款，请先试看再决定。")
    said = {"days": days, "percent": percent, "later": later_days}
    if not later_days:
        within = _("付款后 %(days)s 天内、打开的付费课时不超过 %(percent)s%%，可全额退款；超出后不再退款。")
        return within % said
    later = _(
        "付款后 %(days)s 天内、打开的付费课时不超过 %(percent)s%%，可全额退款；之后到第 %(later)s 天，"
        "没用的部分按比例退：课程按没打开的付费课时，有期限的按没用的天数。"
    )
    return later % said


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
