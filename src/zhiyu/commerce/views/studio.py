from collections.abc import Iterator

from django.contrib import messages
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhiyu.accounts.http import UserRequest, recently_proved, staff
from zhiyu.commerce import actions, exchanges, filters, presenters, queries, rates
from zhiyu.commerce.channels import channel_name
from zhiyu.commerce.forms import DecisionForm, RejectForm
from zhiyu.commerce.models import Order, Refund
from zhiyu.commerce.stuck import REFUND_WHY
from zhiyu.commerce.undo import read_undo
from zhiyu.kernel.cursors import stretch
from zhiyu.kernel.sheets import csv_pieces, xlsx
from zhiyu.ledger.queries import account_name
from zhiyu.platform.actions import note_export
from zhiyu.platform.queries import audit_of

PAGE = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RATES = [
    ("product", lazy("按课程")),
    ("month", lazy("按付款月份")),
    ("channel", lazy("按渠道")),
    ("referrer", lazy("按推荐人")),
]


def sides(request: UserRequest) -> tuple[str, str]:
    return request.GET.get("before", ""), request.GET.get("after", "")


@never_cache
@require_safe
@staff("orders.read")
def orders(request: UserRequest) -> HttpResponse:
    wanted = filters.Wanted.of(request.GET)
    before, after = sides(request)
    sources = queries.matching(wanted.query)
    page = stretch(
        filters.wanted_orders(wanted), size=PAGE, before=before, after=after, sources=sources, by=filters.NEWEST
    )
    counts = None if wanted.query or wanted.beyond else queries.counts_for_studio(Order)
    shown = {
        "page": page,
        "query": wanted.query,
        "status": wanted.status,
        "beyond": wanted.beyond,
        "chips": wanted.words(),
        "counts": counts,
        "pills": presenters.pills(Order.Status.choices, counts, current=wanted.status),
        "tone_of": presenters.tone_of,
    }
    return render(request, "commerce/studio_orders.html", shown)


@require_safe
@staff("orders.read")
@recently_proved
def orders_csv(request: UserRequest) -> HttpResponse:
    """What the list shows, whole, sent line by line as it is read."""
    wanted = noted(request, "csv")
    name = {"Content-Disposition": 'attachment; filename="orders.csv"'}
    pieces = csv_pieces(presenters.order_rows(filters.every(wanted)))
    spoken = in_language(pieces)
    return StreamingHttpResponse(spoken, content_type="text/csv; charset=utf-8", headers=name)  # type: ignore[return-value]


@require_safe
@staff("orders.read")
@recently_proved
def orders_xlsx(request: UserRequest) -> HttpResponse:
    wanted = noted(request, "xlsx")
    made = xlsx(presenters.order_rows(filters.every(wanted)), name=_("订单"))
    return FileResponse(made, as_attachment=True, filename="orders.xlsx", content_type=XLSX)  # type: ignore[return-value]


def noted(request: UserRequest, form: str) -> filters.Wanted:
    wanted = filters.Wanted.of(request.GET)
    note_export(actor_id=request.user.pk, what="orders", form=form, wanted=dict(request.GET.items()))
    return wanted


def in_language(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The page's language is gone by the time that its stream is read."""
    language = get_language()

    def spoken() -> Iterator[bytes]:
        with override(language):
            yield from pieces

    return spoken()


@never_cache
@require_safe
@staff("orders.read")
def refund_rates(request: UserRequest) -> HttpResponse:
    chosen = request.GET.get("months", "")
    months = int(chosen) if chosen in {str(one) for one in rates.SPANS} else rates.SPANS[-1]
    since = rates.since(months)
    overall = rates.overall(since_month=since)
    shown = {
        "since": since,
        "months": months,
        "spans": rates.SPANS,
        "overall": overall,
        "band": rates.band_words(overall.percent),
        "rate_tables": [(by, str(label), rates.rates(by, since_month=since)) for by, label in RATES],
        "reasons": rates.reasons(since_month=since),
    }
    return render(request, "commerce/studio_refund_rates.html", shown)


@never_cache
@require_safe
@staff("orders.read")
def order(request: UserRequest, no: str) -> HttpResponse:
    found = queries.order_by_no(no)
    entries = list(audit_of(f"order:{found.no}"))
    names = queries.names_of(entry.actor_id for entry in entries if entry.actor_id)
    shown = {
        "order": found,
        "units": presenters.units_of(found),
        "refunds": found.refunds.all(),
        **exchangeable(found),
        "payments": queries.payments_of(found),
        "channel_name": channel_name,
        "journals": presenters.journals_of(found),
        "account_name": account_name,
        "history": presenters.history(entries, names),
        "tone_of": presenters.tone_of,
    }
    return render(request, "commerce/studio_order.html", shown)


def exchangeable(order: Order) -> dict[str, object]:
    """What was and may be exchanged of it."""
    known = list(exchanges.exchanges_of(order))
    if order.status not in {Order.Status.PAID, Order.Status.PARTLY_REFUNDED}:
        return {"exchanges": known, "lines_kept": [], "choices": []}
    kept = [one for one in queries.lines_kept(order) if exchanges.exchangeable(one)]
    return {
        "exchanges": known,
        "lines_kept": kept,
        "choices": list(exchanges.goods_to_choose([one.product_id for one in kept])),
    }


@never_cache
@require_safe
@staff("orders.read")
def refunds(request: UserRequest) -> HttpResponse:
    status = request.GET.get("status", "")
    before, after = sides(request)
    page = stretch(queries.refunds_for_studio(status=status), size=PAGE, before=before, after=after)
    pills = presenters.pills(Refund.Status.choices, queries.counts_for_studio(Refund), current=status)
    shown = {"page": page, "pills": pills, "tone_of": presenters.tone_of}
    shown["asked"] = list(exchanges.asked_exchanges())
    return render(request, "commerce/studio_refunds.html", shown)


@never_cache
@require_safe
@staff("orders.read")
def refund(request: UserRequest, refund_id: int) -> HttpResponse:
    return refund_page(request, refund_id, DecisionForm())


def refund_page(request: UserRequest, refund_id: int, form: DecisionForm) -> HttpResponse:
    found = queries.refund_by_id(refund_id)
    shown = {
        "refund": found,
        "order": found.order,
        "form": form,
        "usage": actions.usage_of(found),
        "undo": read_undo(found.undo),
        "others": queries.orders_of_user(found.order.buyer_id).exclude(pk=found.order_id),
        "tone_of": presenters.tone_of,
        "waiting": found.status == Refund.Status.REQUESTED,
        "why": REFUND_WHY.get(found.status, ""),
    }
    return render(request, "commerce/studio_refund.html", shown, status=422 if form.errors else 200)


@require_POST
@staff("refunds.decide")
def approve(request: UserRequest, refund_id: int) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return refund_page(request, refund_id, form)
    actions.approve_refund(refund_id=refund_id, actor_id=request.user.pk, note=form.cleaned_data["note"])
    messages.success(request, _("已同意退款。"))
    return redirect("commerce:studio_refund", refund_id=refund_id)


@require_POST
@staff("refunds.decide")
def reject(request: UserRequest, refund_id: int) -> HttpResponse:
    form = RejectForm(request.POST)
    if not form.is_valid():
        for problem in form.errors["note"]:
            messages.error(request, str(problem))
        return redirect("commerce:studio_refund", refund_id=refund_id)
    actions.reject_refund(refund_id=refund_id, actor_id=request.user.pk, note=form.cleaned_data["note"])
    messages.success(request, _("已告诉学员这次不能退款。"))
    return redirect("commerce:studio_refund", refund_id=refund_id)


@require_POST
@staff("refunds.decide")
def retry(request: UserRequest, refund_id: int) -> HttpResponse:
    asked = actions.retry_refund(refund_id=refund_id, actor_id=request.user.pk)
    messages.success(request, _("已再次请支付渠道退款。"))
    return redirect("commerce:studio_refund", refund_id=asked.pk)
