"""A learner's coupons: what is there to take, what they have."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhiyu.accounts.http import UserRequest, local_path, signed_in
from zhiyu.promotions import actions, presenters, queries, words
from zhiyu.promotions.errors import CouponClosed, CouponGone


@never_cache
@require_safe
@signed_in
def my_coupons(request: UserRequest) -> HttpResponse:
    user_id = request.user.pk
    shown = {
        "mine": presenters.my_coupons(queries.held_by(user_id)),
        "offered": words.on_offer(queries.claimable(user_id)),
    }
    return render(request, "promotions/my_coupons.html", shown)


@require_POST
@signed_in
def claim(request: UserRequest, coupon_id: int) -> HttpResponse:
    back = local_path(request, request.POST.get("next"), reverse("promotions:my_coupons"))
    try:
        actions.claim_coupon(coupon_id=coupon_id, user_id=request.user.pk)
    except (CouponGone, CouponClosed) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已领到，买的时候会自动用上最合适的一张。"))
    return redirect(back)
