from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhiyu.accounts.http import UserRequest, local_path, signed_in
from zhiyu.commerce.models import Order
from zhiyu.integrations.transfer import actions, queries
from zhiyu.integrations.transfer.forms import SlipForm
from zhiyu.kernel.errors import DomainError
from zhiyu.kernel.money import yuan
from zhiyu.media.errors import MediaRefused
from zhiyu.media.spooling import spooled

UNPAID = {Order.Status.PENDING, Order.Status.CLOSED}


def wanted(request: HttpRequest) -> str:
    return local_path(request, request.POST.get("next") or request.GET.get("next"), "")


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def pay(request: UserRequest, no: str) -> HttpResponse:
    """Where to send the money, and the slip that says it was sent. Open also when the order has closed meanwhile."""
    found = queries.transfer_of_order(request.user.pk, no)
    order = found.attempt.order
    if order.status not in UNPAID:
        return redirect(reverse("commerce:done", args=[no], query={"next": wanted(request)}))
    form, problem = SlipForm(request.POST or None, request.FILES or None), ""
    if form.is_valid():
        try:
            with spooled([form.cleaned_data["slip"]]) as [(path, name)]:
                payer = form.cleaned_data["payer"]
                actions.send_slip(user_id=request.user.pk, order_no=no, path=path, name=name, payer=payer)
        except (MediaRefused, DomainError) as refusal:
            problem = str(refusal)
        else:
            return redirect(reverse("transfer:pay", args=[no], query={"next": wanted(request)}))
    shown = {"order": order, "transfer": found, "account": queries.account(), "form": form}
    shown |= {"next": wanted(request), "problem": problem, "plain_amount": yuan(order.due_fen).replace(",", "")}
    return render(request, "transfer/pay.html", shown, status=422 if problem or form.errors else 200)
