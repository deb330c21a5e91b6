"""Applying before buying: the form, what became of it, and taking it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, signed_in
from zhiyu.kernel.errors import DomainError
from zhiyu.screening import actions
from zhiyu.screening.errors import AlreadyApplied, ApprovalHeld, QuestionsChanged
from zhiyu.screening.presenters import TONES
from zhiyu.screening.sheets import ApplyForm
from zhiyu.storefront.applications import ApplyPage, apply_page, sent_by


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def apply(request: UserRequest, code: str) -> HttpResponse:
    """The form while there is something to fill in, else how the application stands."""
    page = apply_page(code, request.user.pk)
    if not page.product.by_application:
        return redirect(page.goods.address)
    fresh = {"version": page.version}
    form, problem = ApplyForm(request.POST or None, questions=page.questions, initial=fresh), ""
    if request.method == "POST" and form.is_valid():
        try:
            sent(request, page, form)
        except AlreadyApplied:
            return redirect("storefront:apply", code=code)
        except QuestionsChanged as error:
            problem = str(error)
            typed = request.POST.copy()
            typed["version"] = str(page.version)
            form = ApplyForm(typed, questions=page.questions)
        except DomainError as error:
            problem = str(error)
        else:
            messages.success(request, _("申请已发送，有了结果会通知你。"))
            return redirect("storefront:apply", code=code)
    shown = {"page": page, "goods": page.goods, "form": form, "problem": problem, "tones": TONES}
    return render(request, "storefront/apply.html", shown, status=422 if problem or form.errors else 200)


def sent(request: UserRequest, page: ApplyPage, form: ApplyForm) -> None:
    version = form.cleaned_data["version"] or 0
    actions.apply(applicant_id=request.user.pk, code=page.product.code, version=version, answers=form.given())


@never_cache
@require_safe
@signed_in
def my_applications(request: UserRequest) -> HttpResponse:
    shown = {"sent": sent_by(request.user.pk), "tones": TONES}
    return render(request, "storefront/my_applications.html", shown)


@require_POST
@signed_in
def withdraw(request: UserRequest, application_id: int) -> HttpResponse:
    try:
        actions.withdraw(application_id=application_id, applicant_id=request.user.pk)
    except ApprovalHeld as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已撤回。想好了随时可以再申请。"))
    return redirect("storefront:my_applications")
