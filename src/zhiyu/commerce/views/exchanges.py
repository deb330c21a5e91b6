"""One thing bought for another: the learner's page, and what the school says to it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhiyu.accounts.http import UserRequest, signed_in, staff
from zhiyu.commerce import actions, exchanges, presenters, queries
from zhiyu.commerce.models import Exchange, Order
from zhiyu.kernel.errors import DomainError


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def exchange(request: UserRequest, no: str) -> HttpResponse:
    order, problem = queries.order_of(request.user.pk, no), ""
    if request.method == "POST":
        said = {"product": request.POST.get("product", ""), "wanted": request.POST.get("wanted", "")}
        try:
            actions.ask_exchange(order_no=no, buyer_id=request.user.pk, **said)
            return redirect("commerce:exchange", no=no)
        except DomainError as error:
            problem = str(error)
    return exchange_page(request, order, problem)


def exchange_page(request: UserRequest, order: Order, problem: str) -> HttpResponse:
    found = exchanges.open_exchange(order)
    shown: dict[str, object] = {"order": order, "goods": presenters.first_goods(order), "problem": problem}
    if found is not None and found.status == Exchange.Status.OFFERED:
        found.line.order = order
        shown |= {"exchange": found, "bargain": exchanges.bargain(found)}
    elif found is not None:
        shown["exchange"] = found
    else:
        lines = [one for one in queries.lines_kept(order) if exchanges.exchangeable(one)]
        shown |= {"lines": lines, "choices": exchanges.goods_to_choose([one.product_id for one in lines])}
    return render(request, "commerce/exchange.html", shown, status=422 if problem else 200)


@require_POST
@signed_in
def take(request: UserRequest, no: str) -> HttpResponse:
    order = queries.order_of(request.user.pk, no)
    found = exchanges.open_exchange(order)
    if found is None:
        return redirect("commerce:my_order", no=no)
    figures = [request.POST.get(name, "") for name in ("value_fen", "total_fen")]
    value_fen, total_fen = (int(one[:10]) if one.isdecimal() else -1 for one in figures)
    seen = actions.SeenExchange(value_fen=value_fen, total_fen=total_fen, accepted=request.POST.getlist("accepted"))
    try:
        new = actions.take_exchange(exchange_id=found.pk, buyer_id=request.user.pk, seen=seen)
    except DomainError as error:
        return exchange_page(request, order, str(error))
    page = "commerce:pay" if new.status == Order.Status.PENDING else "commerce:done"
    return redirect(page, no=new.no)


@require_POST
@staff("refunds.decide")
def offer(request: UserRequest, no: str) -> HttpResponse:
    said = {"product": request.POST.get("product", ""), "wanted": request.POST.get("wanted", "")}
    found = queries.order_by_no(no)
    try:
        actions.offer_exchange(order_no=found.no, actor_id=request.user.pk, **said)
        messages.success(request, _("已发给学员，他在订单里确认后就换。"))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('commerce:studio_order', args=[no])}#exchange")


@require_POST
@staff("refunds.decide")
def agree(request: UserRequest, exchange_id: int) -> HttpResponse:
    return decide(request, exchange_id, agreed=True)


@require_POST
@staff("refunds.decide")
def refuse(request: UserRequest, exchange_id: int) -> HttpResponse:
    return decide(request, exchange_id, agreed=False)


def decide(request: UserRequest, exchange_id: int, *, agreed: bool) -> HttpResponse:
    found = exchanges.exchange_by_id(exchange_id)
    actions.decide_exchange(exchange_id=exchange_id, actor_id=request.user.pk, agree=agreed)
    messages.success(request, _("已同意，等学员确认。") if agreed else _("已告诉学员这次不换。"))
    return redirect(f"{reverse('commerce:studio_order', args=[found.line.order.no])}#exchange")
