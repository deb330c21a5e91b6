"""The creator's deals and coupons: what runs, a new one in one page, what it brought."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, local_path, staff
from zhiyu.accounts.queries import person_of
from zhiyu.kernel.errors import DomainError, Invalid, NotFound
from zhiyu.platform.looking import rehearsed
from zhiyu.promotions import actions, presenters, queries
from zhiyu.promotions.errors import CouponClosed, CouponGone, DealStateError
from zhiyu.promotions.forms import CouponForm, DealForm, FloorForm, coupon_terms, deal_terms, usual_coupon, usual_deal
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models import Coupon, Deal
from zhiyu.promotions.views.looks import coupon_shown, deal_shown

SCOPE = "prices.edit"


@require_safe
@staff(SCOPE)
def deal_list(request: UserRequest) -> HttpResponse:
    return render(request, "promotions/deals.html", presenters.overview())


@require_safe
@staff(SCOPE)
def deal_new(request: UserRequest) -> HttpResponse:
    return render(request, "promotions/new.html", {"kinds": presenters.KINDS})


@require_http_methods(["GET", "POST"])
@staff(SCOPE)
@rehearsed(deal_shown)
def deal_of_kind(request: UserRequest, kind: str) -> HttpResponse:
    wanted = known(kind)
    form = DealForm(request.POST or None, kind=wanted, initial=usual_deal(wanted))
    if request.method == "POST" and form.is_valid():
        deal = actions.save_deal(kind=wanted, terms=form.terms(), actor_id=request.user.pk)
        if "start" in request.POST:
            actions.switch_deal(deal_id=deal.pk, on=True, actor_id=request.user.pk)
            messages.success(request, started(deal))
        return redirect("promotions:deal", deal_id=deal.pk)
    return deal_page(request, form, None)


def started(deal: Deal) -> str:
    if deal.everything:
        return _("已对全部 %(n)s 个商品开启，学员现在看到的就是这个价格。") % {"n": queries.how_many_on_sale()}
    return _("已开启，学员现在看到的就是这个价格。")


@require_http_methods(["GET", "POST"])
@staff(SCOPE)
@rehearsed(deal_shown)
def deal(request: UserRequest, deal_id: int) -> HttpResponse:
    found = queries.deal(deal_id)
    kind = Kind(found.kind)
    form = DealForm(request.POST or None, kind=kind, initial=deal_terms(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_deal(kind=kind, terms=form.terms(), actor_id=request.user.pk, deal_id=deal_id)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已保存。"))
            return redirect("promotions:deal", deal_id=deal_id)
    return deal_page(request, form, found)


def deal_page(request: UserRequest, form: DealForm, found: Deal | None) -> HttpResponse:
    shown = presenters.deal_shown(form, found)
    return render(request, "promotions/deal.html", shown, status=422 if form.errors else 200)


@require_POST
@staff(SCOPE)
def deal_switch(request: UserRequest, deal_id: int) -> HttpResponse:
    try:
        actions.switch_deal(deal_id=deal_id, on="on" in request.POST, actor_id=request.user.pk)
    except (Invalid, DealStateError) as error:
        messages.error(request, str(error))
    return redirect("promotions:deal", deal_id=deal_id)


def known(kind: str) -> Kind:
    if kind not in set(Kind):
        raise NotFound
    return Kind(kind)


@require_http_methods(["GET", "POST"])
@staff(SCOPE)
@rehearsed(coupon_shown)
def coupon_new(request: UserRequest) -> HttpResponse:
    return coupon_saved(request, None)


@require_http_methods(["GET", "POST"])
@staff(SCOPE)
@rehearsed(coupon_shown)
def coupon(request: UserRequest, coupon_id: int) -> HttpResponse:
    return coupon_saved(request, queries.coupon(coupon_id))


def coupon_saved(request: UserRequest, found: Coupon | None) -> HttpResponse:
    form = CouponForm(request.POST or None, initial=coupon_terms(found) if found else usual_coupon())
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_coupon(
                terms=form.terms(), actor_id=request.user.pk, coupon_id=found.pk if found else None
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已保存。") if found else _("券已经可以用了。"))
            return redirect("promotions:coupon", coupon_id=saved.pk)
    shown: dict[str, Any] = presenters.coupon_shown(form, found)
    return render(request, "promotions/coupon.html", shown, status=422 if form.errors else 200)


@require_POST
@staff(SCOPE)
def coupon_switch(request: UserRequest, coupon_id: int) -> HttpResponse:
    actions.switch_coupon(coupon_id=coupon_id, on="on" in request.POST, actor_id=request.user.pk)
    return redirect("promotions:coupon", coupon_id=coupon_id)


@require_POST
@staff(SCOPE)
def coupon_give(request: UserRequest, coupon_id: int) -> HttpResponse:
    """To one learner, by their whole phone number."""
    queries.coupon(coupon_id)
    learner = person_of(request.POST.get("phone", ""))
    if learner is None:
        messages.error(request, _("没有用这个手机号登录过的学员，请检查号码。"))
        return redirect("promotions:coupon", coupon_id=coupon_id)
    try:
        given = actions.give_coupon(coupon_id=coupon_id, user_ids=[learner.pk], actor_id=request.user.pk)
    except (CouponGone, CouponClosed) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已发给这位学员。") if given else _("这位学员已经有这张券了。"))
    return redirect("promotions:coupon", coupon_id=coupon_id)


@require_POST
@staff(SCOPE)
def floor(request: UserRequest, product_id: int) -> HttpResponse:
    """Below which price the creator wants to be warned; empty takes the warning away."""
    form = FloorForm(request.POST)
    if form.is_valid():
        actions.set_floor(product_id=product_id, floor_fen=form.cleaned_data["floor_fen"], actor_id=request.user.pk)
        messages.success(request, _("已保存。"))
    else:
        messages.error(request, _("底价没有保存：请填写金额，例如 99 或 99.50。"))
    return redirect(local_path(request, request.POST.get("next"), reverse("promotions:deals")))
