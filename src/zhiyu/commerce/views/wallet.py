from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhiyu.accounts.http import UserRequest, signed_in, staff
from zhiyu.accounts.queries import person
from zhiyu.commerce import actions, wallets
from zhiyu.commerce.errors import NothingToPayOut
from zhiyu.kernel.cursors import stretch

PAGE = 20


@never_cache
@require_safe
@signed_in
def my_wallet(request: UserRequest) -> HttpResponse:
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    shown = {
        "page": stretch(wallets.entries_of(request.user.pk), size=PAGE, before=before, after=after),
        "balance_fen": wallets.balance_of(request.user.pk),
        "payouts": wallets.open_payouts(request.user.pk),
    }
    return render(request, "commerce/my_wallet.html", shown)


@require_POST
@signed_in
def payout(request: UserRequest) -> HttpResponse:
    ask(request, request.user.pk)
    return redirect("commerce:my_wallet")


@require_POST
@staff("refunds.decide")
def payout_for(request: UserRequest, user_id: int) -> HttpResponse:
    ask(request, person(user_id).pk)
    return redirect("commerce:studio_refunds")


def ask(request: UserRequest, user_id: int) -> None:
    try:
        actions.request_payout(user_id=user_id, actor_id=request.user.pk)
    except NothingToPayOut as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已提交，同意后原路退回。"))
