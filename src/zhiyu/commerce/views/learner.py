from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zhiyu.accounts.http import UserRequest, signed_in
from zhiyu.commerce import actions, exchanges, presenters, queries
from zhiyu.commerce.after import welcome_for
from zhiyu.commerce.errors import NotRefundable
from zhiyu.commerce.forms import RefundForm
from zhiyu.commerce.models import Exchange, Order, Refund
from zhiyu.kernel.cursors import number_in
from zhiyu.kernel.errors import NotFound
from zhiyu.media.downloads import private_picture

PAGE = 20


@require_safe
@signed_in
def my_orders(request: UserRequest) -> HttpResponse:
    status = request.GET.get("status", "")
    page = Paginator(queries.orders_of_user(request.user.pk, status=status), PAGE).get_page(request.GET.get("page"))
    pills = presenters.pills(Order.Status.choices, queries.order_counts_of(request.user.pk), current=status)
    words = {"tone_of": presenters.tone_of, "goods_of": presenters.goods_of, "units_of": presenters.units_of}
    shown = {"page": page, "pills": pills, **words}
    return render(request, "commerce/my_orders.html", shown)


@require_safe
@signed_in
def group_code(request: UserRequest, code: str) -> HttpResponse:
    """The picture that leads into a product's group, for those who hold the product."""
    welcome = welcome_for(request.user.pk, code)
    if welcome.group_code is None:
        raise NotFound
    return private_picture(welcome.group_code)


@never_cache
@require_safe
@signed_in
def my_order(request: UserRequest, no: str) -> HttpResponse:
    order = queries.order_of(request.user.pk, no)
    shown = {
        "order": order,
        "goods": presenters.first_goods(order),
        "refunds": order.refunds.all(),
        "refusal": refusal(order),
        "offered": offered(order),
        "exchangeable": any(exchanges.exchangeable(line) for line in order.lines.all()),
        "held": queries.held_payments_of(order),
        "open_refund": presenters.open_refund(order),
        "tone_of": presenters.tone_of,
    }
    return render(request, "commerce/my_order.html", shown)


def offered(order: Order) -> Exchange | None:
    found = exchanges.open_exchange(order)
    return found if found and found.status == Exchange.Status.OFFERED else None


def refusal(order: Order) -> str:
    """Why this order cannot be given back now; empty when it can, or when nobody would ask."""
    if order.status not in {Order.Status.PAID, Order.Status.PARTLY_REFUNDED} or presenters.open_refund(order):
        return ""
    try:
        actions.preview_of(order)
    except NotRefundable as error:
        return str(error)
    return ""


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def ask_refund(request: UserRequest, no: str) -> HttpResponse:
    order = queries.order_of(request.user.pk, no)
    chosen = [number_in(one) for one in request.GET.getlist("line")]
    shown = {"order": order, "goods": presenters.first_goods(order)}
    if presenters.open_refund(order):
        return redirect("commerce:my_order", no=no)
    to_balance = (request.POST.get("to") or request.GET.get("to")) == "balance"
    try:
        preview = actions.preview_refund(order_no=no, buyer_id=request.user.pk, line_ids=chosen, to_balance=to_balance)
    except NotRefundable as error:
        return render(request, "commerce/not_refundable.html", {**shown, "problem": str(error)})
    form = RefundForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        refund = actions.request_refund(
            order_no=no, buyer_id=request.user.pk, reason=reason, line_ids=chosen, to_balance=to_balance
        )
        waits = refund.status == Refund.Status.REQUESTED
        messages.success(request, _("已提交，老师会尽快处理。") if waits else _("已同意，钱正在退回。"))
        return redirect("commerce:my_order", no=no)
    status = 422 if form.errors else 200
    shown |= {"preview": preview, "form": form, "to_balance": to_balance}
    return render(request, "commerce/ask_refund.html", shown, status=status)
