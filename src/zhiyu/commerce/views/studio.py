import csv
from io import StringIO

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhiyu.accounts.http import UserRequest, recently_proved, staff
from zhiyu.commerce import actions, presenters, queries
from zhiyu.commerce.forms import DecisionForm, RejectForm
from zhiyu.commerce.models import Order, Refund
from zhiyu.commerce.stuck import REFUND_WHY
from zhiyu.commerce.undo import read_undo
from zhiyu.kernel.cursors import stretch
from zhiyu.platform.actions import note_export
from zhiyu.platform.queries import audit_of

PAGE = 30
QUERY_LENGTH = 60


def asked(request: UserRequest) -> tuple[str, str]:
    return request.GET.get("query", "").strip()[:QUERY_LENGTH], request.GET.get("status", "")


def sides(request: UserRequest) -> tuple[str, str]:
    return request.GET.get("before", ""), request.GET.get("after", "")


@never_cache
@require_safe
@staff("orders.read")
def orders(request: UserRequest) -> HttpResponse:
    query, status = asked(request)
    found = queries.orders_for_studio(status=status)
    before, after = sides(request)
    page = stretch(found, size=PAGE, before=before, after=after, sources=queries.matching(query))
    counts = None if query else queries.counts_for_studio(Order)
    shown = {
        "page": page,
        "query": query,
        "status": status,
        "counts": counts,
        "pills": presenters.pills(Order.Status.choices, counts, current=status),
        "tone_of": presenters.tone_of,
    }
    return render(request, "commerce/studio_orders.html", shown)


@require_safe
@staff("orders.read")
@recently_proved
def orders_csv(request: UserRequest) -> HttpResponse:
    """What the list shows, whole, for a spreadsheet; the mark in front tells it the text is UTF-8."""
    note_export(actor_id=request.user.pk, what="orders")
    headings = [_("订单号"), _("时间"), _("学员"), _("手机"), _("课程"), _("实付（元）"), _("已退（元）"), _("状态")]
    query, status = asked(request)
    found = queries.orders_for_studio(status=status).filter(queries.any_of(queries.matching(query)))
    written = StringIO()
    csv.writer(written).writerows(presenters.csv_rows(found, headings))
    name = {"Content-Disposition": 'attachment; filename="orders.csv"'}
    return HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8", headers=name)


@never_cache
@require_safe
@staff("orders.read")
def order(request: UserRequest, no: str) -> HttpResponse:
    found = queries.order_by_no(no)
    entries = list(audit_of(f"order:{found.no}"))
    names = queries.names_of(entry.actor_id for entry in entries if entry.actor_id)
    shown = {
        "order": found,
        "refunds": found.refunds.all(),
        "payments": queries.payments_of(found),
        "journals": presenters.journals_of(found),
        "history": presenters.history(entries, names),
        "tone_of": presenters.tone_of,
    }
    return render(request, "commerce/studio_order.html", shown)


@never_cache
@require_safe
@staff("orders.read")
def refunds(request: UserRequest) -> HttpResponse:
    status = request.GET.get("status", "")
    before, after = sides(request)
    page = stretch(queries.refunds_for_studio(status=status), size=PAGE, before=before, after=after)
    pills = presenters.pills(Refund.Status.choices, queries.counts_for_studio(Refund), current=status)
    shown = {"page": page, "pills": pills, "tone_of": presenters.tone_of}
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
    messages.success(request, _("已同意退款，钱正在原路退回。"))
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
    messages.success(request, _("已再次请微信退款。"))
    return redirect("commerce:studio_refund", refund_id=asked.pk)
