"""What waits for the school's bookkeeper: orders that are stuck, and the channels' bills."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.commerce import actions, presenters, statements, stuck
from zhiyu.commerce.channels import channel_name
from zhiyu.commerce.errors import ProviderUnavailable
from zhiyu.commerce.forms import ReasonForm
from zhiyu.ledger.queries import account_name

PAGE = 31


@never_cache
@require_safe
@staff("money.read")
def stuck_orders(request: UserRequest) -> HttpResponse:
    shown = {"items": stuck.stuck_items(), "tone_of": presenters.tone_of}
    return render(request, "commerce/studio_stuck.html", shown)


@never_cache
@require_safe
@staff("money.read")
def stuck_order(request: UserRequest, kind: str, pk: int) -> HttpResponse:
    return stuck_page(request, kind, pk, ReasonForm())


def stuck_page(request: UserRequest, kind: str, pk: int, form: ReasonForm) -> HttpResponse:
    shown = {"item": stuck.stuck_item(kind, pk), "form": form, "tone_of": presenters.tone_of}
    return render(request, "commerce/studio_stuck_one.html", shown, status=422 if form.errors else 200)


@require_POST
@staff("money.settle")
def ask_again(request: UserRequest, kind: str, pk: int) -> HttpResponse:
    try:
        order = actions.ask_again(kind=kind, pk=pk, actor_id=request.user.pk)
    except ProviderUnavailable:
        messages.warning(request, _("支付渠道还是没有给出确定的回答，可以晚一点再问。"))
        return redirect("commerce:studio_stuck_one", kind=kind, pk=pk)
    messages.success(request, _("已经问过支付渠道，结果在订单里。"))
    return redirect("commerce:studio_order", no=order.no)


@require_POST
@staff("money.settle")
def give_back(request: UserRequest, pk: int) -> HttpResponse:
    refund = actions.return_suspended(payment_id=pk, actor_id=request.user.pk)
    messages.success(request, _("正在把收到的钱原路退回。"))
    return redirect("commerce:studio_refund", refund_id=refund.pk)


@require_POST
@staff("money.settle")
def settle(request: UserRequest, kind: str, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return stuck_page(request, kind, pk, form)
    actions.settle_outside(kind=kind, pk=pk, actor_id=request.user.pk, note=form.cleaned_data["note"])
    messages.success(request, _("已标记为处理好了。"))
    return redirect("commerce:studio_stuck")


@never_cache
@require_safe
@staff("money.read")
def bills(request: UserRequest) -> HttpResponse:
    page = Paginator(statements.statements(), PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "suspense": statements.suspense_count(), "channel_name": channel_name}
    return render(request, "commerce/studio_bills.html", shown)


@never_cache
@require_safe
@staff("money.read")
def bill(request: UserRequest, statement_id: int) -> HttpResponse:
    return bill_page(request, statement_id)


def bill_page(request: UserRequest, statement_id: int, *, wrong: int = 0) -> HttpResponse:
    found = statements.statement_by_id(statement_id)
    shown = {
        "bill": found,
        "differences": statements.differences_of(found),
        "journals": presenters.journals_with(f"bill:{found}/"),
        "account_name": account_name,
        "wrong": wrong,
        "channel_name": channel_name,
    }
    return render(request, "commerce/studio_bill.html", shown, status=422 if wrong else 200)


@require_POST
@staff("money.settle")
def check_bill(request: UserRequest, statement_id: int) -> HttpResponse:
    if actions.check_bill(statement_id=statement_id, actor_id=request.user.pk):
        messages.success(request, _("已经重新取来账单，逐笔核对过了。"))
    else:
        messages.warning(request, _("支付渠道这会儿没有给出账单，稍后会自动再取。"))
    return redirect("commerce:studio_bill", statement_id=statement_id)


@require_POST
@staff("money.settle")
def settle_difference(request: UserRequest, difference_id: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    statement_id = statements.difference_by_id(difference_id).statement_id
    if not form.is_valid():
        return bill_page(request, statement_id, wrong=difference_id)
    actions.settle_difference(difference_id=difference_id, actor_id=request.user.pk, note=form.cleaned_data["note"])
    messages.success(request, _("已记下原因，这笔差异了结了。"))
    return redirect("commerce:studio_bill", statement_id=statement_id)
