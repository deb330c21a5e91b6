"""Settings: what comes back of a price, said and calculated while it is typed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog.refund_rules import RefundRule, following, refund_sentence
from zhiyu.commerce import actions
from zhiyu.commerce.prorating import EXAMPLES
from zhiyu.kernel.money import yuan
from zhiyu.studio.forms import RefundRulesForm


def typed_as(rules: actions.AfterSaleRules) -> dict[str, object]:
    rule = rules.rule
    return {
        "days": rule.refund_days,
        "percent": rule.refund_percent,
        "later_days": rule.refund_later_days,
        "auto_yuan": "" if rules.auto_fen is None else yuan(rules.auto_fen),
        "auto_most": rules.auto_most,
    }


def shown(rule: RefundRule | None) -> dict[str, object]:
    """The sentence that buyers read, and what the examples come to."""
    if rule is None:
        return {"sentence": "", "examples": []}
    said = {"days": rule.refund_days, "percent": rule.refund_percent, "later_days": rule.refund_later_days}
    return {"sentence": refund_sentence(**said), "examples": [(one, one.under(rule)) for one in EXAMPLES]}


@require_http_methods(["GET", "POST"])
@staff("settings.edit")
def refund_rules(request: UserRequest) -> HttpResponse:
    kept = actions.after_sale_rules()
    form = RefundRulesForm(request.POST or None, initial=typed_as(kept))
    if form.is_valid() and form.rule:
        typed = form.cleaned_data
        rules = actions.AfterSaleRules(rule=form.rule, auto_fen=typed["auto_yuan"], auto_most=typed["auto_most"])
        moved = actions.save_after_sale_rules(actor_id=request.user.pk, rules=rules)
        said = ngettext("已保存，%(n)s 个商品一起改了。", "已保存，%(n)s 个商品一起改了。", moved) % {"n": moved}
        messages.success(request, said if moved else _("已保存。"))
        return redirect("studio:refund_rules")
    same, own = following()
    context = {"form": form, "same": same, "own": own, **shown(form.rule if form.is_bound else kept.rule)}
    return render(request, "studio/refund_rules.html", context, status=422 if form.errors else 200)


@require_safe
@staff("settings.edit")
def example(request: UserRequest) -> HttpResponse:
    """What the rule comes to while its numbers are typed."""
    form = RefundRulesForm(request.GET)
    form.is_valid()
    return render(request, "studio/refund_example.html", shown(form.rule))
