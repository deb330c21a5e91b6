"""Articles and e-books in the studio: one page sets everything, and shows it as learners will see it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog import actions, writings
from zhiyu.catalog.errors import EditedElsewhere, WrongAsset
from zhiyu.catalog.markdown import render as render_markdown
from zhiyu.catalog.models import Course, Product
from zhiyu.catalog.queries import unready_code
from zhiyu.catalog.views.courses import STATE_TONES
from zhiyu.catalog.views.looks import PRICED, course_at
from zhiyu.catalog.views.plans import status_of
from zhiyu.catalog.views.publishing import address_of
from zhiyu.catalog.writing_forms import FORMS, WritingForm, usual, values_of
from zhiyu.catalog.writings import Writing
from zhiyu.media.errors import ArchiveRefused, BookRefused
from zhiyu.platform.looking import rehearsed
from zhiyu.ui.cover_art import DESIGNS


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
@rehearsed(course_at(PRICED))
def writing_new(request: UserRequest, kind: str) -> HttpResponse:
    form = FORMS[kind](request.POST or None, initial=usual(kind, request.user.name))
    if request.method == "POST" and form.is_valid():
        course = written(request, None, kind, form)
        if course:
            messages.success(request, _("建好了，看一眼学员会看到的样子，就可以上架。"))
            return redirect("catalog:writing_edit", course_id=course.pk)
    return page(request, kind, form)


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
@rehearsed(course_at(PRICED))
def writing_edit(request: UserRequest, course_id: int) -> HttpResponse:
    one = writings.writing(course_id)
    form = FORMS[one.kind](request.POST or None, initial=values_of(one))
    if request.method == "POST" and form.is_valid() and written(request, course_id, one.kind, form):
        messages.success(request, _("已保存。"))
        return redirect("catalog:writing_edit", course_id=course_id)
    return page(request, one.kind, form, one)


def written(request: UserRequest, course_id: int | None, kind: str, form: WritingForm) -> Course | None:
    """What was typed, saved; None with its reason on the form where it cannot be."""
    typed, about = form.cleaned_data, form.about()
    try:
        if kind == Product.Kind.EBOOK:
            return actions.put_ebook(
                course_id=course_id,
                actor_id=request.user.pk,
                about=about,
                book_id=typed["book"],
                text=typed["text"],
                shown=typed["shown"],
                view_only=typed["view_only"],
                sample_id=typed["sample"],
            )
        return actions.write_article(
            course_id=course_id,
            actor_id=request.user.pk,
            seen_at=typed["seen_at"],
            about=about,
            body=typed["body"],
            free=not typed["price"],
        )
    except (ArchiveRefused, BookRefused, EditedElsewhere, WrongAsset) as error:
        form.add_error(None if isinstance(error, EditedElsewhere) else "book", str(error))
        return None


def page(request: UserRequest, kind: str, form: WritingForm, one: Writing | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "one": one,
        "unready": unready_code(one.whole) if one else "",
        "course": one.course if one else None,
        "address": address_of(request, one.course) if one else "",
        "tab": "edit",
        "kind": "article",
        "tones": STATE_TONES,
        "designs": DESIGNS,
        "preview_html": render_markdown(form["body"].value() or "") if "body" in form.fields else "",
        "known": known(form),
        "files": writings.files_of([one for one in map(known(form).get, ("book", "sample")) if one]),
    }
    return render(request, f"catalog/{kind}.html", context, status=status_of(form))


def known(form: WritingForm) -> dict[str, Any]:
    """What was typed as far as it makes sense, or what the form began with."""
    return form.cleaned_data if form.is_bound else dict(form.initial)


@require_POST
@staff("catalog.edit")
def writing_publish(request: UserRequest, course_id: int) -> HttpResponse:
    actions.publish(course_id=writings.writing(course_id).course.pk, actor_id=request.user.pk)
    messages.success(request, _("已上架，现在可以分享了。"))
    return redirect("catalog:writing_edit", course_id=course_id)


@require_POST
@staff("catalog.edit")
def writing_unpublish(request: UserRequest, course_id: int) -> HttpResponse:
    actions.unpublish(course_id=writings.writing(course_id).course.pk, actor_id=request.user.pk)
    messages.success(request, _("已下架：买过的人照常看，新的人买不到。"))
    return redirect("catalog:writing_edit", course_id=course_id)
