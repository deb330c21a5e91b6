from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, local_path, signed_in
from zhiyu.invoices import actions, presenters, queries
from zhiyu.invoices.forms import TitleForm
from zhiyu.kernel.cursors import number_in, stretch
from zhiyu.kernel.errors import DomainError, NotFound
from zhiyu.media.downloads import download

PAGE = 20
SHOWN = {"tone_of": presenters.tone_of, "reason": presenters.reason, "open_reversal": presenters.open_reversal}


@never_cache
@require_safe
@signed_in
def my_invoices(request: UserRequest) -> HttpResponse:
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    page = stretch(queries.invoices_of(request.user.pk), size=PAGE, before=before, after=after)
    return render(request, "invoices/my_invoices.html", {**SHOWN, "page": page})


@never_cache
@require_safe
@signed_in
def card(request: UserRequest, no: str) -> HttpResponse:
    """What an order's page says about its invoices; it knows the address only."""
    return render(request, "invoices/card.html", {**SHOWN, "standing": queries.standing(request.user.pk, no)})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def of_order(request: UserRequest, no: str) -> HttpResponse:
    """The order's invoices, and asking for one: with a title of the book, or with a new one."""
    if request.method == "POST":
        return apply(request, no)
    return order_page(request, no, TitleForm(initial={"email": request.user.email or ""}))


def order_page(request: UserRequest, no: str, form: TitleForm, problem: str = "") -> HttpResponse:
    titles = list(queries.titles_of(request.user.pk))
    shown = {
        **SHOWN,
        "standing": queries.standing(request.user.pk, no),
        "titles": titles,
        "anew": not titles or form.is_bound or request.GET.get("title") == "new",
        "form": form,
        "problem": problem,
    }
    return render(request, "invoices/of_order.html", shown, status=422 if problem or form.errors else 200)


def apply(request: UserRequest, no: str) -> HttpResponse:
    chosen, form = request.POST.get("title", ""), TitleForm(request.POST)
    try:
        if chosen:
            title_id = number_in(chosen)
        elif form.is_valid():
            queries.standing(request.user.pk, no)
            title_id = actions.save_title(owner_id=request.user.pk, fields=form.cleaned_data).pk
        else:
            return order_page(request, no, form)
        actions.apply(buyer_id=request.user.pk, order_no=no, title_id=title_id)
    except NotFound:
        raise
    except DomainError as refusal:
        return order_page(request, no, TitleForm() if chosen else form, str(refusal))
    messages.success(request, _("已提交，开好后可以在这里下载。"))
    return redirect("invoices:of_order", no=no)


@require_POST
@signed_in
def cancel(request: UserRequest, invoice_id: int) -> HttpResponse:
    found = actions.cancel(buyer_id=request.user.pk, invoice_id=invoice_id)
    messages.success(request, _("已取消，可以换个抬头重新申请。"))
    return redirect("invoices:of_order", no=found.order.no)


@require_safe
@signed_in
def file(request: UserRequest, invoice_id: int) -> HttpResponse:
    found = queries.invoice_of(request.user.pk, invoice_id)
    if found.file is None:
        raise NotFound
    asked = request.headers.get("Range", "")
    return download(found.file, presenters.file_name(found), asked=asked)  # type: ignore[return-value]


@never_cache
@require_safe
@signed_in
def titles(request: UserRequest) -> HttpResponse:
    return render(request, "invoices/titles.html", {"titles": queries.titles_of(request.user.pk)})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def title_new(request: UserRequest) -> HttpResponse:
    return title_page(request, None, TitleForm(request.POST or None, initial={"email": request.user.email or ""}))


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def title(request: UserRequest, title_id: int) -> HttpResponse:
    found = queries.title_of(request.user.pk, title_id)
    initial = {name: getattr(found, name) for name in found.FIELDS}
    return title_page(request, title_id, TitleForm(request.POST or None, initial=initial))


def title_page(request: UserRequest, title_id: int | None, form: TitleForm) -> HttpResponse:
    if form.is_valid():
        try:
            actions.save_title(owner_id=request.user.pk, title_id=title_id, fields=form.cleaned_data)
        except NotFound:
            raise
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("抬头已保存。"))
            return redirect(local_path(request, request.POST.get("next"), "") or "invoices:titles")
    shown = {"form": form, "title_id": title_id}
    return render(request, "invoices/title.html", shown, status=422 if form.errors else 200)


@require_POST
@signed_in
def title_remove(request: UserRequest, title_id: int) -> HttpResponse:
    actions.remove_title(owner_id=request.user.pk, title_id=title_id)
    messages.success(request, _("已删除。开过的发票不受影响。"))
    return redirect("invoices:titles")
