from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.actions import begin_try
from zhiyu.accounts.asking import address_of
from zhiyu.accounts.errors import TooManyTries
from zhiyu.accounts.http import UserRequest, signed_in, staff
from zhiyu.complaints import actions, queries
from zhiyu.complaints.errors import ComplaintStateError, SaidEnough, WordsNeeded
from zhiyu.complaints.forms import AnswerForm, ComplainForm, WordsForm
from zhiyu.complaints.models import Complaint
from zhiyu.complaints.presenters import TONES, pills, place_from, place_of
from zhiyu.kernel.errors import NotFound
from zhiyu.media.downloads import private_picture
from zhiyu.media.errors import MediaRefused
from zhiyu.media.spooling import spooled

PAGE_SIZE = 30
SCOPE = "complaints.decide"
REFUSALS = (ComplaintStateError, SaidEnough, WordsNeeded)


@never_cache
@require_http_methods(["GET", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """Open to everybody; what is sent has an address of its own, which is shown next and to be kept."""
    place = place_from(request, request.GET.get("place", ""))
    form = ComplainForm(request.POST or None, request.FILES or None, place=place)
    problem = ""
    if form.is_valid():
        try:
            return redirect("complaints:complaint", code=sent(request, form).code)
        except MediaRefused as refusal:
            form.add_error("picture", str(refusal))
        except TooManyTries as refusal:
            problem = str(refusal)
    shown = {"form": form, "problem": problem}
    return render(request, "complaints/complain.html", shown, status=422 if problem or form.errors else 200)


def sent(request: HttpRequest, form: ComplainForm) -> Complaint:
    address = address_of(request)
    begin_try(what="complaint", account=address or "", address=address)
    upload = form.cleaned_data["picture"]
    with spooled([upload] if upload else []) as taken:
        return actions.complain(
            key=form.key_given(),
            said=form.said(),
            sender_id=request.user.pk if request.user.is_authenticated else None,
            picture=taken[0] if taken else None,
        )


@never_cache
@require_safe
@signed_in
def mine(request: UserRequest) -> HttpResponse:
    found = Paginator(queries.complaints_of(request.user.pk), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "complaints/mine.html", {"page": found, "tones": TONES})


@never_cache
@require_safe
def complaint(request: HttpRequest, code: str) -> HttpResponse:
    return shown_to_sender(request, code)


def shown_to_sender(request: HttpRequest, code: str, form: WordsForm | None = None) -> HttpResponse:
    one = queries.complaint_by_code(code)
    own = one.sender_id is not None and one.sender_id == request.user.pk
    shown = {"one": one, "form": form or WordsForm(), "tones": TONES, "own": own}
    response = render(request, "complaints/complaint.html", shown, status=422 if form else 200)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_POST
def add(request: HttpRequest, code: str) -> HttpResponse:
    form = WordsForm(request.POST)
    if form.is_valid():
        try:
            actions.add(code=code, words=form.cleaned_data["words"])
        except REFUSALS as refusal:
            form.add_error("words", str(refusal))
        else:
            messages.success(request, _("已经补充，学堂会看到。"))
            return redirect("complaints:complaint", code=code)
    return shown_to_sender(request, code, form)


@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    try:
        actions.withdraw(code=code)
    except ComplaintStateError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已经撤回。"))
    return redirect("complaints:complaint", code=code)


@never_cache
@require_safe
@staff(SCOPE)
def complaints(request: UserRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    shown = {
        "page": Paginator(queries.complaints(state=state), PAGE_SIZE).get_page(request.GET.get("page")),
        "pills": pills(state),
        "state": state,
        "tones": TONES,
    }
    return render(request, "complaints/complaints.html", shown)


@never_cache
@require_safe
@staff(SCOPE)
def desk(request: UserRequest, complaint_id: int) -> HttpResponse:
    return shown_to_school(request, complaint_id)


def shown_to_school(request: UserRequest, complaint_id: int, form: AnswerForm | None = None) -> HttpResponse:
    one = queries.complaint(complaint_id)
    shown = {"one": one, "form": form or AnswerForm(), "tones": TONES, "place": place_of(request, one.place)}
    return render(request, "complaints/desk.html", shown, status=422 if form else 200)


@never_cache
@require_safe
@staff(SCOPE)
def picture(request: UserRequest, complaint_id: int) -> HttpResponse:
    del request
    one = queries.complaint(complaint_id)
    if one.picture is None:
        raise NotFound
    return private_picture(one.picture)


@require_POST
@staff(SCOPE)
def answer(request: UserRequest, complaint_id: int) -> HttpResponse:
    """A question back, or the decision: the button says which."""
    form = AnswerForm(request.POST)
    if form.is_valid():
        words, verdict = form.cleaned_data["words"], form.cleaned_data["verdict"]
        said = {"complaint_id": complaint_id, "actor_id": request.user.pk}
        try:
            if verdict == AnswerForm.ASK:
                actions.ask_back(words=words, **said)
            else:
                actions.decide(upheld=verdict == AnswerForm.UPHELD, answer=words, **said)
        except REFUSALS as refusal:
            form.add_error("words", str(refusal))
        else:
            messages.success(request, _("已经答复，对方回来时会看到。"))
            return redirect("complaints:desk", complaint_id=complaint_id)
    return shown_to_school(request, complaint_id, form)
