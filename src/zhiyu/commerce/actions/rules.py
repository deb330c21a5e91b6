"""The school's own rules for what comes back, and for what comes back without anybody looking."""

from dataclasses import dataclass

from django.db import transaction

from zhiyu.catalog.refund_rules import RefundRule, refund_defaults, save_refund_defaults
from zhiyu.commerce.models import AfterSale
from zhiyu.commerce.queries import after_sale
from zhiyu.platform import audit


@dataclass(frozen=True, kw_only=True)
class AfterSaleRules:
    """``rule``: of new products and of those that follow it. ``auto_*``: limits of what needs no decision, or None."""

    rule: RefundRule
    auto_fen: int | None = None
    auto_most: int | None = None


def after_sale_rules() -> AfterSaleRules:
    kept = after_sale()
    return AfterSaleRules(rule=refund_defaults(), auto_fen=kept.auto_fen, auto_most=kept.auto_most)


@transaction.atomic
def save_after_sale_rules(*, actor_id: int | None, rules: AfterSaleRules) -> int:
    """Answers how many products moved along with the school's rule."""
    AfterSale.objects.get_or_create(pk=1)
    kept = AfterSale.objects.select_for_update().get(pk=1)
    before = {"auto_fen": kept.auto_fen, "auto_most": kept.auto_most}
    after = {"auto_fen": rules.auto_fen, "auto_most": rules.auto_most}
    if before != after:
        kept.auto_fen, kept.auto_most = rules.auto_fen, rules.auto_most
        kept.save(update_fields=["auto_fen", "auto_most"])
        audit.record(actor_id=actor_id, action="refund.rules_saved", target="school:1", before=before, after=after)
    return save_refund_defaults(actor_id=actor_id, rule=rules.rule)
