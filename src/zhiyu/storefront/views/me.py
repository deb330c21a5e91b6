from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiyu.accounts.http import UserRequest, signed_in
from zhiyu.commerce.presenters import goods_of
from zhiyu.complaints.queries import has_complained
from zhiyu.learning import queries
from zhiyu.promotions.credits import open_credits
from zhiyu.storefront.applications import waiting_of
from zhiyu.storefront.intakes import current_bookings
from zhiyu.storefront.memberships import memberships_of
from zhiyu.storefront.packages import bought_by


@require_safe
@signed_in
def me(request: UserRequest) -> HttpResponse:
    studying = queries.my_learning(request.user.pk)
    shown = {
        "studying": studying,
        "next": next((x for x in studying if x.owned and x.progress.next_lesson), None),
        "memberships": memberships_of(request.user.pk),
        "bookings": current_bookings(request.user.pk),
        "applications": waiting_of(request.user.pk),
        "credits": [(one, goods_of(one.credit.product)) for one in open_credits(request.user.pk)],
        "complained": has_complained(request.user.pk),
        "services": [one for one in bought_by(request.user.pk) if one.live],
    }
    return render(request, "storefront/me.html", shown)


@require_safe
@signed_in
def my_learning(request: UserRequest) -> HttpResponse:
    studying = queries.my_learning(request.user.pk)
    shown = {"owned": [x for x in studying if x.owned], "tried": [x for x in studying if not x.owned]}
    return render(request, "storefront/my_learning.html", shown)


@require_safe
@signed_in
def my_favourites(request: UserRequest) -> HttpResponse:
    return render(request, "storefront/my_favourites.html", {"courses": queries.favourites_of(request.user.pk)})
