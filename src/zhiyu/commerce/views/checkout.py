"""From price to paid: confirm, pay, done. Where the buyer came from travels along as ``next``."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.access.queries import owns
from zhiyu.accounts.errors import TooManyTries
from zhiyu.accounts.http import UserRequest, address_of, local_path, signed_in
from zhiyu.catalog.errors import SoldOut
from zhiyu.catalog.models import Course
from zhiyu.catalog.queries import course_by_code, outline
from zhiyu.commerce import actions, presenters, queries
from zhiyu.commerce.consumption import sold_lessons
from zhiyu.commerce.errors import AlreadyOwned, OpenidNeeded, PriceChanged, ProviderUnavailable, TermsNotAccepted
from zhiyu.commerce.forms import CheckoutForm
from zhiyu.commerce.models import Order
from zhiyu.commerce.payments import PayClient
from zhiyu.commerce.pricing import quote_for
from zhiyu.kernel.clock import now
from zhiyu.promotions.actions import know_coupon
from zhiyu.promotions.errors import CouponClosed, CouponGone, CouponTaken, CouponUnknown, DealGone, DealSpent
from zhiyu.promotions.queries import standing
from zhiyu.ui import qr

REFUSED = (PriceChanged, TermsNotAccepted, SoldOut, DealGone, DealSpent, CouponTaken, CouponGone, CouponClosed)


def onwards(request: HttpRequest, fallback: str = "") -> str:
    return local_path(request, request.POST.get("next") or request.GET.get("next"), fallback)


def step(page: str, order: Order, wanted: str) -> str:
    address = reverse(page, args=[order.no])
    return f"{address}?{urlencode({'next': wanted})}" if wanted else address


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def checkout(request: UserRequest, code: str) -> HttpResponse:
    course = course_by_code(code)
    wanted = onwards(request)
    if owns(request.user.pk, course.product_id):
        return redirect(wanted or reverse("storefront:course", args=[code]))
    chosen, problem = coupon_of(request)
    if request.method == "POST" and not problem:
        try:
            order = ordered(request.user.pk, code, request.POST)
        except AlreadyOwned:
            return redirect(wanted or reverse("storefront:course", args=[code]))
        except REFUSED as error:
            problem = str(error)
        else:
            page = "commerce:pay" if order.status == Order.Status.PENDING else "commerce:done"
            return redirect(step(page, order, wanted))
    quote = quote_for([code], buyer_id=request.user.pk, coupon=chosen)
    ticked = set(request.POST.getlist("accepted"))
    shown = {"course": course, "quote": quote, "next": wanted, "problem": problem, "ticked": ticked}
    lessons = sold_lessons(course)
    most = lessons.most(course.product.refund_percent) if course.product.refund_days else None
    shown |= {"whole": lessons.whole, "most": most, "chosen": chosen, "typed": request.GET.get("code", "")}
    shown["coupons_exist"] = standing().coupons
    return render(request, "commerce/checkout.html", shown, status=422 if problem else 200)


def coupon_of(request: UserRequest) -> tuple[str | None, str]:
    """The buyer's choice of a coupon, None for the best one, and what is wrong with a code they typed."""
    sent = request.POST if request.method == "POST" else request.GET
    chosen = sent.get("coupon")
    typed = request.GET.get("code", "").strip()
    if not typed and (not chosen or ":" in chosen):
        return chosen, ""
    typed = typed or chosen or ""
    try:
        know_coupon(typed=typed, user=request.user, address=address_of(request))
    except (CouponUnknown, TooManyTries) as error:
        return None, str(error)
    return typed, ""


def ordered(buyer_id: int, code: str, sent: QueryDict) -> Order:
    form = CheckoutForm(sent)
    if not form.is_valid():
        raise PriceChanged
    return actions.place_order(
        buyer_id=buyer_id,
        lines=[(code, 1)],
        shown_total_fen=form.cleaned_data["shown_total_fen"],
        accepted=sent.getlist("accepted"),
        coupon=sent.get("coupon"),
    )


@never_cache
@require_safe
@signed_in
def pay(request: UserRequest, no: str) -> HttpResponse:
    order = queries.order_of(request.user.pk, no)
    wanted = onwards(request)
    if order.status != Order.Status.PENDING:
        return redirect(step("commerce:done", order, wanted))
    if order.expires_at <= now():
        return render(request, "commerce/expired.html", {"order": order, "course": presenters.first_course(order)})
    method = presenters.method_for(request.headers.get("User-Agent", ""))
    after = step("commerce:done", order, wanted)
    shown = {"order": order, "next": wanted, "method": method, "done": after, "unpaid": "unpaid" in request.GET}
    try:
        start = actions.start_payment(
            order_no=no, buyer_id=request.user.pk, method=method, client=PayClient(address=address_of(request) or "")
        )
    except AlreadyOwned:
        return redirect(wanted or reverse("storefront:course", args=[presenters.first_course(order).product.code]))
    except OpenidNeeded:
        login = reverse("wechat_oa:login", query={"next": request.get_full_path()})
        return render(request, "commerce/pay.html", {**shown, "wechat_login": login})
    except ProviderUnavailable as error:
        return render(request, "commerce/pay.html", {**shown, "problem": str(error)}, status=error.status)
    again = f"{reverse('commerce:pay', args=[no])}?{urlencode({'next': wanted, 'unpaid': 1})}"
    cashier = presenters.cashier(
        start.cashier_url, back=request.build_absolute_uri(after), cancelled=request.build_absolute_uri(again)
    )
    payment = {"start": start, "qr": qr.inline(start.code_url) if start.code_url else None, "cashier": cashier}
    return render(request, "commerce/pay.html", {**shown, **payment})


@never_cache
@require_safe
@signed_in
def state(request: UserRequest, no: str) -> HttpResponse:
    """Asked by the pay and done pages when the order moved; sends the browser on."""
    order = queries.order_of(request.user.pk, no)
    if order.status == Order.Status.PENDING:
        return HttpResponse(status=204)
    return HttpResponse(headers={"HX-Redirect": step("commerce:done", order, onwards(request))})


@never_cache
@require_safe
@signed_in
def done(request: UserRequest, no: str) -> HttpResponse:
    order = queries.order_of(request.user.pk, no)
    if order.status not in {Order.Status.PENDING, Order.Status.PAID}:
        return redirect("commerce:my_order", no=no)
    wanted = onwards(request)
    course = presenters.first_course(order)
    shown = {
        "order": order,
        "course": course,
        "next": wanted,
        "learn": wanted or first_page(course),
        "label": _("从刚才的地方继续学") if wanted else _("开始学习"),
    }
    return render(request, "commerce/done.html", shown)


def first_page(course: Course) -> str:
    """Where learning begins: the first lesson, or the course when it has none yet."""
    lessons = outline(course.pk).lessons
    if not lessons:
        return reverse("storefront:course", args=[course.product.code])
    return reverse("storefront:lesson", args=[lessons[0].pk])


@require_POST
@signed_in
def cancel(request: UserRequest, no: str) -> HttpResponse:
    actions.cancel_order(order_no=no, buyer_id=request.user.pk)
    return redirect("commerce:my_order", no=no)
