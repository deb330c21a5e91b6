"""From price to paid: confirm, pay, done. Where the buyer came from travels along as ``next``."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.access.queries import next_term, owned_for_ever
from zhiyu.access.standing import standing_of
from zhiyu.accounts.errors import TooManyTries
from zhiyu.accounts.http import UserRequest, address_of, local_path, signed_in
from zhiyu.catalog.errors import NotSelling, PartNotOnSale, SoldOut
from zhiyu.catalog.models import Course, Product
from zhiyu.catalog.plans import product_on_sale
from zhiyu.catalog.queries import outline
from zhiyu.commerce import actions, after, presenters, queries
from zhiyu.commerce.consumption import sold_lessons
from zhiyu.commerce.errors import (
    AlreadyOwned,
    BalanceTooLow,
    NothingToPay,
    OnceOnly,
    OpenidNeeded,
    OrderStateError,
    PriceChanged,
    ProviderUnavailable,
    TermsNotAccepted,
)
from zhiyu.commerce.forms import CheckoutForm
from zhiyu.commerce.models import Order
from zhiyu.commerce.payments import PayClient, PayStart, Way, ways
from zhiyu.commerce.presales import presale_of
from zhiyu.commerce.pricing import quote_for
from zhiyu.commerce.wallets import balance_of
from zhiyu.kernel.clock import now
from zhiyu.promotions.actions import know_coupon
from zhiyu.promotions.errors import (
    CouponClosed,
    CouponGone,
    CouponTaken,
    CouponUnknown,
    CreditTaken,
    DealGone,
    DealSpent,
)
from zhiyu.promotions.market import CreditKind
from zhiyu.promotions.queries import standing
from zhiyu.promotions.quotes import Quote
from zhiyu.promotions.words import counting_note
from zhiyu.screening.errors import ApplicationNeeded
from zhiyu.screening.queries import approval_of
from zhiyu.ui import qr

REFUSED = (
    *(PriceChanged, TermsNotAccepted, SoldOut, NotSelling, OnceOnly, PartNotOnSale, ApplicationNeeded),
    *(DealGone, DealSpent, CouponTaken, CreditTaken, CouponGone, CouponClosed),
)


def onwards(request: HttpRequest, fallback: str = "") -> str:
    return local_path(request, request.POST.get("next") or request.GET.get("next"), fallback)


def from_a_room(wanted: str) -> bool:
    """Whether the buyer came from a live room, where something was held up."""
    try:
        return resolve(urlsplit(wanted).path).view_name == "rooms:room"
    except Resolver404:
        return False


def step(page: str, order: Order, wanted: str) -> str:
    address = reverse(page, args=[order.no])
    return f"{address}?{urlencode({'next': wanted})}" if wanted else address


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def checkout(request: UserRequest, code: str) -> HttpResponse:
    product = product_on_sale(code)
    goods, wanted = presenters.goods_of(product), onwards(request)
    parts = parts_of(product)
    owned = owned_for_ever(request.user.pk, [one.pk for one in parts])
    approval = approval_of(request.user.pk, product)
    if away := led_away(request, goods, approved=approval is not None, all_owned=len(owned) == len(parts)):
        return redirect(away)
    chosen, problem = coupon_of(request)
    if request.method == "POST" and not problem:
        try:
            order = ordered(request.user.pk, code, request.POST)
        except AlreadyOwned:
            return redirect(wanted or goods.address)
        except REFUSED as error:
            problem = str(error)
        else:
            order = with_balance(order) if "use_balance" in request.POST else order
            page = "commerce:pay" if order.status == Order.Status.PENDING else "commerce:done"
            return redirect(step(page, order, wanted))
    quote = quote_for([code], buyer_id=request.user.pk, coupon=chosen)
    ticked = set(request.POST.getlist("accepted"))
    shown = {"goods": goods, "quote": quote, "next": wanted, "problem": problem, "ticked": ticked}
    shown |= term_of(request.user.pk, product, quote) | lessons_of(product)
    shown["held"] = "".join(f"《{one.title}》" for one in parts if one.pk in owned)
    shown |= {
        "chosen": chosen,
        "typed": request.GET.get("code", ""),
        "coupons_exist": standing().coupons and not product.deposit,
    }
    shown |= {"balance_fen": balance_of(request.user.pk), "counting": counting_of(product, quote.total_fen)}
    shown["approval"] = approval
    if product.deposit and product.counts_for_id:
        shown["presale"] = presale_of(product.counts_for_id, None)
    return render(request, "commerce/checkout.html", shown, status=422 if problem else 200)


def led_away(request: UserRequest, goods: presenters.Goods, *, approved: bool, all_owned: bool) -> str:
    """Where who cannot buy it now goes instead; empty for all others."""
    product = goods.product
    if request.method == "GET" and not product.selling(now()):
        return goods.address
    if all_owned and not product.again:
        return onwards(request) or goods.address
    if product.by_application and not approved:
        return reverse("storefront:apply", args=[product.code])
    return ""


def with_balance(order: Order) -> Order:
    """Paid by what the buyer has here as far as it goes; where it went meanwhile, the channel is asked for all."""
    try:
        return actions.use_balance(order_no=order.no, buyer_id=order.buyer_id)
    except (BalanceTooLow, OrderStateError, NothingToPay):
        return order


@require_POST
@signed_in
def use_balance(request: UserRequest, no: str) -> HttpResponse:
    order = with_balance(queries.order_of(request.user.pk, no))
    page = "commerce:pay" if order.status == Order.Status.PENDING else "commerce:done"
    return redirect(step(page, order, onwards(request)))


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


def parts_of(product: Product) -> list[Product]:
    """What paying for it would give."""
    return list(product.bundle.parts.order_by("pk")) if product.composed else [product]


def counting_of(product: Product, total_fen: int) -> str:
    """What paying for it counts towards."""
    if product.counts_for is None or not product.counts_days or not total_fen:
        return ""
    return counting_note(product.counts_for.title, product.counts_days, total_fen)


def term_of(buyer_id: int, product: Product, quote: Quote) -> dict[str, Any]:
    """How long it would last, and whether it follows what the buyer has already, or ends that."""
    ends = [one.title for one, _ in quote.credits if one.kind == CreditKind.UPGRADE]
    if product.term is None:
        return {"term": None, "ends": ends}
    if ends:
        return {"term": product.term, "until": product.term.end_after(now()), "follows": False, "ends": ends}
    if product.again:
        return {"term": product.term, "until": product.term.end_after(now()), "follows": False}
    start, until = next_term(buyer_id, product, product.term)
    return {"term": product.term, "until": until, "follows": start > now()}


def lessons_of(product: Product) -> dict[str, Any]:
    lessons = sold_lessons(product)
    strict = product.refund_days and not product.refund_later_days
    counted = strict and lessons.whole and product.sessions is None
    most = lessons.most(product.refund_percent) if counted else None
    return {"whole": lessons.whole, "most": most}


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
    """One page for every channel; ``by`` names the one that was picked."""
    order = queries.order_of(request.user.pk, no)
    wanted = onwards(request)
    if order.status != Order.Status.PENDING:
        return redirect(step("commerce:done", order, wanted))
    if order.expires_at <= now():
        return render(request, "commerce/expired.html", {"order": order, "goods": presenters.first_goods(order)})
    return pay_page(request, order, wanted)


def pay_page(request: UserRequest, order: Order, wanted: str) -> HttpResponse:
    offered = ways(presenters.browser_of(request.headers.get("User-Agent", "")))
    way = presenters.chosen(offered, request.GET.get("by", ""))
    after = step("commerce:done", order, wanted)
    shown = {"order": order, "next": wanted, "ways": offered, "way": way, "done": after}
    shown["unpaid"] = "unpaid" in request.GET
    shown["balance_fen"] = 0 if order.balance_fen else min(order.total_fen, balance_of(request.user.pk))
    if way is None:
        return render(request, "commerce/pay.html", {**shown, "problem": str(ProviderUnavailable())}, status=502)
    try:
        start = started(request, order.no, way, back=request.build_absolute_uri(after))
    except (AlreadyOwned, OnceOnly):
        return redirect(wanted or presenters.first_goods(order).address)
    except OrderStateError:
        return redirect(after)  # it was paid while the channel was asked about it
    except OpenidNeeded:
        login = reverse("wechat_oa:login", query={"next": request.get_full_path()})
        return render(request, "commerce/pay.html", {**shown, "wechat_login": login})
    except ProviderUnavailable as error:
        return render(request, "commerce/pay.html", {**shown, "problem": str(error)}, status=error.status)
    return to_pay(request, order, start, {**shown, **opened(request, order, way, start)})


def to_pay(request: UserRequest, order: Order, start: PayStart, shown: dict[str, object]) -> HttpResponse:
    if start.page_url.startswith("/"):
        return redirect(f"{start.page_url}?{urlencode({'next': onwards(request)})}")
    return render(request, "commerce/pay.html", {"order": order, **shown})


def started(request: UserRequest, no: str, way: Way, *, back: str) -> PayStart:
    client = PayClient(address=address_of(request) or "", back=back)
    return actions.start_payment(order_no=no, buyer_id=request.user.pk, method=way.method, client=client)


def opened(request: UserRequest, order: Order, way: Way, start: PayStart) -> dict[str, object]:
    """What stands on the page to pay with, told where to lead back to."""
    wanted = onwards(request)
    back = request.build_absolute_uri(step("commerce:done", order, wanted))
    again = reverse("commerce:pay", args=[order.no], query={"next": wanted, "by": way.provider, "unpaid": 1})
    return {
        "start": start,
        "qr": qr.inline(start.code_url) if start.code_url else None,
        "cashier": presenters.cashier(start.cashier_url, back=back, cancelled=request.build_absolute_uri(again)),
        "onward": start.page_url or presenters.led_back(start.h5_url, back),
        "good_for": presenters.seconds_good(start),
    }


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
    goods, in_room = presenters.first_goods(order), from_a_room(wanted)
    shown = {
        "order": order,
        "goods": goods,
        "next": wanted,
        "use": first_page(goods) if in_room else wanted or first_page(goods),
        "room": wanted if in_room else "",
        "until": standing_of(request.user.pk, goods.product.pk).until,
        "opens_at": None if begun(goods.product) else goods.product.opens_at,
    }
    if order.status == Order.Status.PAID:
        shown["welcome"] = after.welcome_of_line(request.user.pk, order.lines.all()[0])
        shown["step"] = after.next_step(goods.product.leads_to_id or goods.product.counts_for_id, request.user.pk)
    return render(request, "commerce/done.html", shown)


def begun(product: Product) -> bool:
    return product.opens_at is None or product.opens_at <= now()


def first_page(goods: presenters.Goods) -> str:
    """Where using it begins: a course's first lesson, or its page when it has none yet."""
    learnt = goods.product.kind in {Product.Kind.COURSE, Product.Kind.INTAKE} and begun(goods.product)
    if not learnt or not isinstance(goods.sold_as, Course):
        return goods.use
    lessons = outline(goods.sold_as.pk).lessons
    return reverse("storefront:lesson", args=[lessons[0].pk]) if lessons else goods.address


@require_POST
@signed_in
def cancel(request: UserRequest, no: str) -> HttpResponse:
    actions.cancel_order(order_no=no, buyer_id=request.user.pk)
    return redirect("commerce:my_order", no=no)
