"""Pre-sales in the studio: one page to begin, one to see who is behind the numbers and to call it off."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog import presales as catalog
from zhiyu.catalog.actions import start_presale
from zhiyu.catalog.pages import page_of
from zhiyu.commerce import actions, presales
from zhiyu.commerce.presale_forms import PreSaleForm, terms_of, usual_terms
from zhiyu.commerce.queries import relied_on
from zhiyu.kernel.errors import DomainError
from zhiyu.platform.looking import Scene, picked, rehearsed
from zhiyu.platform.rehearsing import play

SCOPE = "prices.edit"


@require_safe
@staff(SCOPE)
def presale_list(request: UserRequest) -> HttpResponse:
    return render(request, "commerce/presales.html", {"sales": presales.presales_listed()})


def presale_shown(request: UserRequest, presale_id: int) -> Scene:
    """While deposits are paid, and when the balance is; who pays one has paid the other."""
    sale = catalog.presale(presale_id)
    eyes = [
        ("", _("没付过定金的访客")),
        ("paid", _("付了定金的学员，尾款还没开始")),
        ("balance", _("付了定金的学员，付尾款的时候")),
    ]
    who = picked(request, "who", _("谁在看"), eyes)
    person = play("buyer", sale.deposit) if who.chosen else None
    return Scene(
        address=page_of(sale.product),
        who=dict(eyes)[who.chosen],
        person=person,
        at=sale.pays_from if who.chosen == "balance" else None,
        sight=".deal-strip, .course-buy",
        choices=[who],
    )


@require_http_methods(["GET", "POST"])
@staff(SCOPE)
@rehearsed(presale_shown)
def presale_new(request: UserRequest) -> HttpResponse:
    form = PreSaleForm(request.POST or None, initial=usual_terms())
    if request.method == "POST" and form.is_valid():
        try:
            made = start_presale(terms=form.terms(), actor_id=request.user.pk)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("预售开始了，课程页上现在可以付定金。"))
            return redirect("commerce:presale", presale_id=made.pk)
    shown = {"form": form, "others": presales.others(), "fits": presales.any_fits()}
    return render(request, "commerce/presale_new.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@staff(SCOPE)
@rehearsed(presale_shown)
def presale_change(request: UserRequest, presale_id: int) -> HttpResponse:
    """Other terms, while nobody has ordered a deposit at these."""
    sale = catalog.presale(presale_id)
    form = PreSaleForm(request.POST or None, sale=sale, initial=terms_of(sale))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_terms(presale_id=presale_id, terms=form.terms(), actor_id=request.user.pk)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已保存，课程页上现在是新的条件。"))
            return redirect("commerce:presale", presale_id=presale_id)
    shown = {"form": form, "sale": sale, "fits": True}
    return render(request, "commerce/presale_new.html", shown, status=422 if form.errors else 200)


@require_safe
@staff(SCOPE)
def presale(request: UserRequest, presale_id: int) -> HttpResponse:
    found = presales.figures_of(catalog.presale(presale_id))
    shown = {"found": found, "sale": found.sale, "relied_on": relied_on(found.sale)}
    return render(request, "commerce/presale.html", shown)


@require_POST
@staff(SCOPE)
def presale_call_off(request: UserRequest, presale_id: int) -> HttpResponse:
    catalog.presale(presale_id)  # what is not there is not found, not a refusal
    try:
        actions.call_off(presale_id=presale_id, actor_id=request.user.pk)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("预售已取消，定金一分钟内开始退。"))
    return redirect("commerce:presale", presale_id=presale_id)
