"""我的作品: what somebody made, who may see it, and the originals back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, signed_in
from zhiyu.kernel.errors import DomainError
from zhiyu.media.downloads import download
from zhiyu.media.spooling import spooled
from zhiyu.works import actions, queries
from zhiyu.works.errors import CourseMissing, NotYourCourse
from zhiyu.works.forms import AboutForm, PicturesForm, WorkForm
from zhiyu.works.models import Work
from zhiyu.works.presenters import AUDIENCES

PAGE_SIZE = 24
OF_COURSES = (CourseMissing, NotYourCourse)


@never_cache
@require_safe
@signed_in
def mine(request: UserRequest) -> HttpResponse:
    found = Paginator(queries.works_of(request.user.pk), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "works/mine.html", {"page": found, "tones": AUDIENCES})


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def new(request: UserRequest) -> HttpResponse:
    """With ``check``, how many pictures are chosen: nothing is kept yet, and only what is wrong is said."""
    check = request.POST.get("check", "")
    courses = queries.courses_had(request.user.pk)
    form = WorkForm(request.POST or None, request.FILES or None, courses=courses, chosen=check not in {"", "0"})
    if form.is_valid():
        if check:
            return HttpResponse(status=204)
        try:
            with spooled(request.FILES.getlist("pictures")) as pictures:
                made = actions.keep_work(
                    key=form.key_given(), owner_id=request.user.pk, pictures=pictures, said=form.said()
                )
        except DomainError as refusal:
            form.add_error("course" if isinstance(refusal, OF_COURSES) else "pictures", str(refusal))
        else:
            return redirect("works:own", code=made.code)
    return render(request, "works/new.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def own(request: UserRequest, code: str) -> HttpResponse:
    found = queries.own_work(code, request.user.pk)
    form = about(request, found)
    if form.is_valid():
        try:
            actions.change_work(code=code, owner_id=request.user.pk, said=form.said())
        except DomainError as refusal:
            form.add_error("course", str(refusal))
        else:
            messages.success(request, _("已经保存。"))
            return redirect("works:own", code=code)
    return shown(request, found, form)


def about(request: UserRequest, work: Work) -> AboutForm:
    first = {name: getattr(work, name) for name in ("title", "note", "made_on", "audience", "course")}
    courses = queries.courses_for(work)
    return AboutForm(request.POST or None, courses=courses, initial=first | {"signed": bool(work.line)})


def shown(request: UserRequest, work: Work, form: AboutForm, more: PicturesForm | None = None) -> HttpResponse:
    left = actions.MOST - len(work.pictures.all())
    filled = {"one": work, "form": form, "more": more or PicturesForm(), "left": left, "tones": AUDIENCES}
    return render(request, "works/own.html", filled, status=422 if form.errors or more else 200)


@require_POST
@signed_in
def add(request: UserRequest, code: str) -> HttpResponse:
    found = queries.own_work(code, request.user.pk)
    try:
        with spooled(request.FILES.getlist("pictures")) as pictures:
            actions.add_pictures(code=code, owner_id=request.user.pk, pictures=pictures)
    except DomainError as refusal:
        more = PicturesForm({})
        more.add_error("pictures", str(refusal))
        request.POST = request.POST.__class__()
        return shown(request, found, about(request, found), more)
    return redirect("works:own", code=code)


@require_POST
@signed_in
def remove(request: UserRequest, code: str) -> HttpResponse:
    actions.remove_work(code=code, owner_id=request.user.pk)
    messages.success(request, _("已经收回，别人看不到了。"))
    return redirect("works:mine")


@never_cache
@require_safe
@signed_in
def original(request: UserRequest, code: str, number: int) -> HttpResponse:
    """What was sent in, to the byte, for who sent it."""
    found = queries.picture(queries.own_work(code, request.user.pk), number)
    head = request.headers
    asked, only_if = head.get("Range", ""), head.get("If-Range", "")
    return download(found.asset, found.asset.name, asked=asked, only_if=only_if)  # type: ignore[return-value]
