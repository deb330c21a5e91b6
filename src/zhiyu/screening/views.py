from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog.errors import InBundle, SoldInAdvance
from zhiyu.catalog.models import Product
from zhiyu.kernel.cursors import number_in
from zhiyu.screening import actions, presenters, queries
from zhiyu.screening.answering import Answerable
from zhiyu.screening.errors import ApplicationStateError, ApprovalsFull
from zhiyu.screening.forms import ScreenForm, WordsForm, screen_values
from zhiyu.screening.sheets import ApplyForm

PAGE_SIZE = 30
SCOPE = "applications.decide"


@never_cache
@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
def screen(request: UserRequest, product_id: int) -> HttpResponse:
    """One page: the switch, the questions, the rules, and what learners will see of it."""
    product = queries.screened_product(product_id)
    own, asked = queries.screen_or_usual(product_id)
    form = ScreenForm(request.POST or None, initial=screen_values(own, asked, on=product.by_application))
    if request.method == "POST" and form.is_valid() and saved(request, product, form):
        return redirect("screening:screen", product_id=product_id)
    shown = {**presenters.framed(request, product), "form": form}
    shown["sample"] = sample(form.asked() if form.is_bound else asked)
    return render(request, "screening/screen.html", shown, status=422 if form.errors else 200)


def saved(request: UserRequest, product: Product, form: ScreenForm) -> bool:
    on = form.cleaned_data["on"]
    asked, rules = form.asked(), form.rules()
    try:
        actions.set_screen(product_id=product.pk, on=on, asked=asked, rules=rules, actor_id=request.user.pk)
    except InBundle as error:
        form.add_error("on", str(error) + "".join(f"《{title}》" for title in error.extra["titles"]))
        return False
    except SoldInAdvance as error:
        form.add_error("on", str(error))
        return False
    words = _("已打开：学员现在要先申请，通过了才能付款。") if on else _("已保存。现在不用申请，谁都可以直接买。")
    messages.success(request, words)
    return True


@require_POST
@staff("catalog.edit")
def preview(request: UserRequest, product_id: int) -> HttpResponse:
    """The questions as an applicant will see them, while they are typed."""
    queries.screened_product(product_id)
    form = ScreenForm(request.POST)
    form.is_valid()
    return render(request, "screening/sample.html", {"sample": sample(form.asked())})


def sample(questions: Sequence[Answerable]) -> ApplyForm:
    return ApplyForm(questions=questions, auto_id="sample_%s")


@never_cache
@require_safe
@staff(SCOPE)
def applications(request: UserRequest) -> HttpResponse:
    state, product = request.GET.get("state", "sent"), request.GET.get("product", "")
    found = queries.applications(state=state, product=product)
    shown = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "pills": presenters.pills(state, product=product),
        "state": state,
        "product": product,
        "products": queries.products_asking(),
        "tones": presenters.TONES,
    }
    return render(request, "screening/applications.html", shown)


@require_POST
@staff(SCOPE)
def approve(request: UserRequest, application_id: int) -> HttpResponse:
    form = WordsForm(request.POST)
    if form.is_valid():
        try:
            actions.approve(application_id=application_id, actor_id=request.user.pk, **form.cleaned_data)
        except (ApplicationStateError, ApprovalsFull) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("已通过，对方会收到通知，可以去付款了。"))
    else:
        messages.error(request, _("对申请人说的话最多 300 个字。"))
    return redirect("studio:application", application_id=application_id)


@require_POST
@staff(SCOPE)
def decline(request: UserRequest, application_id: int) -> HttpResponse:
    form = WordsForm(request.POST)
    if form.is_valid():
        try:
            actions.decline(application_id=application_id, actor_id=request.user.pk, **form.cleaned_data)
        except ApplicationStateError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("已回复，对方会收到通知。"))
    else:
        messages.error(request, _("对申请人说的话最多 300 个字。"))
    return redirect("studio:application", application_id=application_id)


@require_POST
@staff(SCOPE)
def approve_several(request: UserRequest) -> HttpResponse:
    """Those that were ticked and still wait; all of them or, where they would be too many, none."""
    ids = [number_in(one) for one in request.POST.getlist("application")[:PAGE_SIZE]]
    try:
        count = actions.approve_several(application_ids=ids, actor_id=request.user.pk)
    except ApprovalsFull as error:
        messages.error(request, str(error))
    else:
        messages.success(request, ngettext("通过了 %(n)s 份申请。", "通过了 %(n)s 份申请。", count) % {"n": count})
    return redirect("screening:applications")
