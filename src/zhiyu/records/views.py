from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zhiyu.accounts.http import UserRequest, signed_in, staff
from zhiyu.accounts.permissions import can
from zhiyu.accounts.queries import person
from zhiyu.kernel.errors import DomainError, NotFound
from zhiyu.records import actions, queries
from zhiyu.records.forms import CheckForm, IssueForm
from zhiyu.records.papers import check as checked
from zhiyu.records.presenters import answer, key_json, paper_context

SCOPE = "learners.read"


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def mine(request: UserRequest) -> HttpResponse:
    return issue(request, user_id=request.user.pk, name=request.user.name, page="records/mine.html", shown={})


@never_cache
@require_http_methods(["GET", "POST"])
@staff(SCOPE)
def of_learner(request: UserRequest, user_id: int) -> HttpResponse:
    someone = person(user_id)
    shown = {"someone": someone}
    return issue(request, user_id=user_id, name=someone.name, page="records/learner.html", shown=shown)


def issue(request: UserRequest, *, user_id: int, name: str, page: str, shown: dict[str, Any]) -> HttpResponse:
    courses = list(queries.courses_begun(user_id))
    begin = {"name": name, "since": queries.year_start(), "until": queries.today()}
    form = IssueForm(request.POST or None, courses=courses, initial=begin)
    if form.is_valid():
        try:
            made = actions.issue_record(user_id=user_id, actor_id=request.user.pk, **form.wanted())
            return redirect("records:paper", number=made.number)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    shown |= {"form": form, "courses": courses, "records": queries.records_of(user_id)}
    return render(request, page, shown, status=422 if form.errors else 200)


@never_cache
@require_safe
@signed_in
def paper(request: UserRequest, number: str) -> HttpResponse:
    """To be printed, with the whole name: for whom it is, and for the school."""
    return render(request, "records/paper.html", paper_context(request, theirs(request, number)))


@never_cache
@require_safe
@signed_in
def file(request: UserRequest, number: str) -> HttpResponse:
    one = theirs(request, number)
    response = HttpResponse(one.file, content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="record-{one.number}.json"'
    return response


def theirs(request: UserRequest, number: str) -> queries.Issued:
    one = queries.record(number)
    if one.row.user_id != request.user.pk and not can(request.user, SCOPE):
        raise NotFound
    return one


@never_cache
@require_safe
def proof(request: HttpRequest, number: str) -> HttpResponse:
    """Open to who has the address, which cannot be guessed: what was issued, with the name masked."""
    one = queries.record(number)
    result = answer(checked(one.file, queries.keys_by_name()))
    return render(request, "records/proof.html", {"one": one, "said": one.said, "good": result["good"]})


@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    if number := request.GET.get("number", "").strip().replace("-", ""):
        return redirect("records:proof", number=queries.record(number[:20]).number)
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    result = None
    if form.is_valid():
        result = answer(checked(form.cleaned_data["file"], queries.keys_by_name()))
    shown = {"form": form, "result": result, "keys": queries.signing_keys()}
    return render(request, "records/check.html", shown, status=422 if form.errors else 200)


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Where programs find what records are checked with."""
    del request
    return JsonResponse({"keys": [key_json(one) for one in queries.signing_keys()]})
