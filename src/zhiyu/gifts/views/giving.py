"""Buying for somebody else, the card with its link, and what was given and received."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.errors import TooManyTries
from zhiyu.accounts.http import UserRequest, address_of, signed_in
from zhiyu.accounts.models import User
from zhiyu.catalog.errors import PartNotOnSale, SoldOut
from zhiyu.catalog.plans import product_on_sale
from zhiyu.commerce.actions import Seen
from zhiyu.commerce.errors import PriceChanged, TermsNotAccepted
from zhiyu.commerce.models import Order
from zhiyu.commerce.presenters import goods_of
from zhiyu.commerce.pricing import quote_for_others
from zhiyu.gifts import actions, presenters, queries
from zhiyu.gifts.forms import GiveForm
from zhiyu.kernel.cursors import stretch
from zhiyu.kernel.errors import DomainError, NotFound
from zhiyu.promotions.actions import know_coupon
from zhiyu.promotions.errors import CouponTaken, CouponUnknown, DealGone, DealSpent
from zhiyu.promotions.queries import standing

PAGE = 20
REFUSED = (PriceChanged, TermsNotAccepted, SoldOut, PartNotOnSale, DealGone, DealSpent, CouponTaken)
SHOWN = {
    "tone_of": presenters.tone_of,
    "state_of": presenters.state_of,
    "giver_of": presenters.giver_of,
    "goods_given": presenters.goods_given,
}


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def give(request: UserRequest, code: str) -> HttpResponse:
    """How many, from whom, with what words; the price follows the number as it is typed."""
    product = product_on_sale(code)
    actions.require_giveable(product)
    sent = request.POST if request.method == "POST" else request.GET
    form = GiveForm(sent) if sent else GiveForm(initial={"quantity": 1, "from_name": request.user.name})
    coupon, wrong = coupon_of(request, sent)
    problem = str(PriceChanged()) if request.method == "POST" and sent.get("coupon", "") != (coupon or "") else ""
    if request.method == "POST" and not (wrong or problem) and form.is_valid():
        try:
            order = ordered(request.user, code, form, accepted=sent.getlist("accepted"), coupon=coupon)
        except REFUSED as refusal:
            problem = str(refusal)
        else:
            return redirect("commerce:pay" if order.status == Order.Status.PENDING else "gifts:given", no=order.no)
    quantity = form.wanted
    shown = {
        "goods": goods_of(product),
        "form": form,
        "quantity": quantity,
        "quote": quote_for_others(code, quantity, buyer_id=request.user.pk, coupon=coupon),
        "plain": coupon == "",
        "coupon": coupon or "",
        "typed": sent.get("code", ""),
        "wrong": wrong,
        "coupons_exist": standing().coupons,
        "ticked": set(sent.getlist("accepted")),
        "problem": problem,
    }
    failed = request.method == "POST"
    return render(request, "gifts/give.html", shown, status=422 if failed else 200)


def coupon_of(request: UserRequest, sent: QueryDict) -> tuple[str | None, str]:
    """The code that was typed, empty where no coupon is wanted, None for the best one that the giver has; and what is
    wrong with the code.
    """
    typed = sent.get("code", "").strip()
    if "plain" in sent or not typed:
        return ("" if "plain" in sent else None), ""
    try:
        know_coupon(typed=typed, user=request.user, address=address_of(request))
    except (CouponUnknown, TooManyTries) as error:
        return None, str(error)
    return typed, ""


def ordered(user: User, code: str, form: GiveForm, *, accepted: list[str], coupon: str | None) -> Order:
    said = form.cleaned_data
    return actions.give(
        giver_id=user.pk,
        code=code,
        quantity=said["quantity"],
        card=actions.Card(from_name=said["from_name"], message=said["message"]),
        seen=Seen(total_fen=said["shown_total_fen"] or 0, accepted=accepted, coupon=coupon),
    )


@never_cache
@require_safe
def gift(request: HttpRequest, token: str) -> HttpResponse:
    """The card: for everybody who was sent it, logged in or not."""
    user = request.user if isinstance(request.user, User) else None
    return card_page(request, token, user)


def card_page(
    request: HttpRequest, token: str, user: User | None, problem: str = "", status: int = 200
) -> HttpResponse:
    found = queries.gift_by_token(token)
    address = presenters.address_of_gift(request, found)
    shown = {**presenters.card_shown(found, user), "address": address, "problem": problem}
    return render(request, "gifts/gift.html", shown, status=status)


@require_POST
@signed_in
def claim(request: UserRequest, token: str) -> HttpResponse:
    try:
        found = actions.claim(token=token, user_id=request.user.pk)
    except NotFound:
        raise
    except DomainError as refusal:
        return card_page(request, token, request.user, str(refusal), refusal.status)
    goods = presenters.goods_given(queries.gift_by_token(token))
    messages.success(request, _("收下了，《%(title)s》是你的了。") % {"title": found.line.title})
    return redirect(goods.use)


@never_cache
@require_safe
@signed_in
def my_gifts(request: UserRequest) -> HttpResponse:
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    received = "received" in request.GET
    rows = queries.gifts_received(request.user.pk) if received else queries.gifts_given(request.user.pk)
    page = stretch(rows, size=PAGE, before=before, after=after)
    return render(request, "gifts/my_gifts.html", {**SHOWN, "page": page, "received": received})


@never_cache
@require_safe
@signed_in
def given(request: UserRequest, no: str) -> HttpResponse:
    """What an order bought for others: a link and a picture for each, and who has come."""
    found = queries.gifts_of_order(request.user.pk, no)
    shown = {**SHOWN, "no": no, "first": found[0], "goods": presenters.goods_given(found[0])}
    return render(request, "gifts/given.html", {**shown, **presenters.given_shown(request, found)})


@require_POST
@signed_in
def renew(request: UserRequest, no: str, gift_id: int) -> HttpResponse:
    actions.renew_link(giver_id=request.user.pk, gift_id=gift_id)
    messages.success(request, _("换好了，旧链接已经打不开。"))
    return redirect("gifts:given", no=no)
