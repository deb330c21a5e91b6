"""The bookkeeper's invoices: begin several, take the table to the tax office, bring numbers and files back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, recently_proved, staff
from zhiyu.commerce.queries import names_of
from zhiyu.invoices import actions, presenters, queries
from zhiyu.invoices.forms import NumberForm, ReasonForm, SellerForm
from zhiyu.invoices.models import Invoice
from zhiyu.kernel.cursors import number_in, stretch
from zhiyu.kernel.errors import DomainError, NotFound
from zhiyu.kernel.sheets import csv_pieces
from zhiyu.media.downloads import download
from zhiyu.media.errors import MediaRefused
from zhiyu.media.spooling import spooled
from zhiyu.platform.actions import note_export
from zhiyu.platform.queries import audit_of

PAGE = 50
MOST_FILES = 100
QUERY_LENGTH = 60
SHOWN = {
    "tone_of": presenters.tone_of,
    "reason": presenters.reason,
    "open_reversal": presenters.open_reversal,
    "rate_words": presenters.rate_words,
}


def asked(request: UserRequest) -> tuple[str, str]:
    return request.GET.get("query", "").strip()[:QUERY_LENGTH], request.GET.get("status", "")


@never_cache
@require_safe
@staff("money.read")
def invoices(request: UserRequest) -> HttpResponse:
    query, status = asked(request)
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    found = queries.invoices_for_studio(status=status)
    page = stretch(found, size=PAGE, before=before, after=after, sources=queries.matching(query))
    counts = queries.counts_for_studio()
    shown = {
        **SHOWN,
        "page": page,
        "query": query,
        "status": status,
        "counts": counts,
        "pills": presenters.pills(counts, current=status),
        "waiting": any(one.status == Invoice.Status.APPLIED for one in page.rows),
        "issuing": any(one.status == Invoice.Status.ISSUING for one in page.rows),
    }
    return render(request, "invoices/studio_invoices.html", shown)


@require_safe
@staff("money.read")
@recently_proved
def invoices_csv(request: UserRequest) -> HttpResponse:
    note_export(actor_id=request.user.pk, what="invoices")
    found = queries.invoices_for_studio(status=request.GET.get("status", "")).order_by("pk")
    whole = b"".join(csv_pieces(presenters.sheet_rows(found)))
    name = {"Content-Disposition": 'attachment; filename="invoices.csv"'}
    return HttpResponse(whole, content_type="text/csv; charset=utf-8", headers=name)


@require_POST
@staff("money.settle")
def issue(request: UserRequest) -> HttpResponse:
    chosen = [number_in(one) for one in request.POST.getlist("invoice")[:1_000]]
    begun = actions.start_issuing(invoice_ids=chosen, actor_id=request.user.pk)
    if not begun:
        messages.warning(request, _("先勾选要开的发票。"))
        return redirect("invoices:studio_invoices")
    messages.success(
        request,
        ngettext(
            "%(n)s 张开始开票。下载表格，照着在电子税务局开。",
            "%(n)s 张开始开票。下载表格，照着在电子税务局开。",
            begun,
        )
        % {"n": begun},
    )
    return to_issuing()


def to_issuing() -> HttpResponse:
    response = redirect("invoices:studio_invoices")
    response["Location"] += f"?status={Invoice.Status.ISSUING}"
    return response


@require_POST
@staff("money.settle")
def numbers(request: UserRequest) -> HttpResponse:
    """What was typed beside each; one that is wrong does not hold up the others."""
    done = 0
    for name in request.POST:
        typed = request.POST.get(name, "").strip()
        if not name.startswith("number-") or not typed:
            continue
        try:
            found = queries.invoice_by_id(number_in(name.removeprefix("number-")))
            actions.record_issued(invoice_id=found.pk, number=typed, actor_id=request.user.pk)
            done += 1
        except DomainError as refusal:
            messages.error(request, f"{typed[:24]}：{refusal}")
    if done:
        messages.success(request, ngettext("登记了 %(n)s 张。", "登记了 %(n)s 张。", done) % {"n": done})
    return to_issuing()


@require_POST
@staff("money.settle")
def files(request: UserRequest) -> HttpResponse:
    """Many at once, each placed by the numbers in its name."""
    with spooled(request.FILES.getlist("files")[:MOST_FILES]) as taken:
        placed = actions.place_files(files=taken, actor_id=request.user.pk)
    good = sum(1 for one in placed if one.invoice)
    if good:
        messages.success(request, ngettext("放好了 %(n)s 个文件。", "放好了 %(n)s 个文件。", good) % {"n": good})
    for one in placed:
        if one.invoice is None:
            why = one.refusal or _("文件名里没有哪张发票的申请号、订单号或发票号码。")
            messages.error(request, f"{one.name[:60]}：{why}")
    if not placed:
        messages.warning(request, _("先选择文件。"))
    return to_issuing()


@never_cache
@require_safe
@staff("money.read")
def invoice(request: UserRequest, invoice_id: int) -> HttpResponse:
    return invoice_page(request, invoice_id)


def invoice_page(
    request: UserRequest, invoice_id: int, *, number: NumberForm | None = None, why: ReasonForm | None = None
) -> HttpResponse:
    found = queries.invoice_by_id(invoice_id)
    entries = list(audit_of(f"invoice:{found.no}"))
    names = names_of(entry.actor_id for entry in entries if entry.actor_id)
    shown = {
        **SHOWN,
        "invoice": found,
        "order": found.order,
        "red": presenters.open_reversal(found),
        "history": presenters.history(entries, names),
        "number_form": number or NumberForm(),
        "reason_form": why or ReasonForm(),
    }
    wrong = (number and number.errors) or (why and why.errors)
    return render(request, "invoices/studio_invoice.html", shown, status=422 if wrong else 200)


def numbered(request: UserRequest, invoice_id: int, act: Callable[[str], object], done: str) -> HttpResponse:
    queries.invoice_by_id(invoice_id)
    form = NumberForm(request.POST)
    if form.is_valid():
        try:
            act(form.cleaned_data["number"])
        except DomainError as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, done)
            return redirect("invoices:studio_invoice", invoice_id=invoice_id)
    return invoice_page(request, invoice_id, number=form)


@require_POST
@staff("money.settle")
def issued(request: UserRequest, invoice_id: int) -> HttpResponse:
    def act(number: str) -> object:
        return actions.record_issued(invoice_id=invoice_id, number=number, actor_id=request.user.pk)

    return numbered(request, invoice_id, act, _("已登记，学员能看到了。"))


@require_POST
@staff("money.settle")
def reversed_(request: UserRequest, invoice_id: int) -> HttpResponse:
    def act(number: str) -> object:
        return actions.record_reversed(invoice_id=invoice_id, number=number, actor_id=request.user.pk)

    return numbered(request, invoice_id, act, _("红冲完成。"))


def reasoned(request: UserRequest, invoice_id: int, act: Callable[[str], object], done: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    queries.invoice_by_id(invoice_id)
    if not form.is_valid():
        return invoice_page(request, invoice_id, why=form)
    act(form.cleaned_data["note"])
    messages.success(request, done)
    return redirect("invoices:studio_invoice", invoice_id=invoice_id)


@require_POST
@staff("money.settle")
def reject(request: UserRequest, invoice_id: int) -> HttpResponse:
    def act(why: str) -> object:
        return actions.reject(invoice_id=invoice_id, because=why, actor_id=request.user.pk)

    return reasoned(request, invoice_id, act, _("已告诉学员原因，他可以改好再申请。"))


@require_POST
@staff("money.settle")
def red(request: UserRequest, invoice_id: int) -> HttpResponse:
    def act(why: str) -> object:
        return actions.need_red(invoice_id=invoice_id, because=why, actor_id=request.user.pk)

    return reasoned(request, invoice_id, act, _("已记下，等你在电子税务局开好红字发票。"))


@require_safe
@staff("money.read")
def file(request: UserRequest, invoice_id: int) -> HttpResponse:
    found = queries.invoice_by_id(invoice_id)
    if found.file is None:
        raise NotFound
    asked = request.headers.get("Range", "")
    return download(found.file, presenters.file_name(found), asked=asked)  # type: ignore[return-value]


@require_POST
@staff("money.settle")
def put_file(request: UserRequest, invoice_id: int) -> HttpResponse:
    queries.invoice_by_id(invoice_id)
    with spooled(request.FILES.getlist("files")[:1]) as taken:
        try:
            for path, name in taken:
                actions.put_file(invoice_id=invoice_id, path=path, name=name, actor_id=request.user.pk)
        except (DomainError, MediaRefused) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("文件放好了。") if taken else _("先选择文件。"))
    return redirect("invoices:studio_invoice", invoice_id=invoice_id)


@never_cache
@require_http_methods(["GET", "POST"])
@staff("money.settle")
def seller(request: UserRequest) -> HttpResponse:
    now = queries.seller()
    form = SellerForm(request.POST or None, initial={name: getattr(now, name) for name in SellerForm.base_fields})
    if form.is_valid():
        actions.save_seller(actor_id=request.user.pk, fields=form.cleaned_data)
        messages.success(request, _("已保存，从下一张开始用。"))
        return redirect("invoices:seller")
    return render(request, "invoices/seller.html", {"form": form}, status=422 if form.errors else 200)
