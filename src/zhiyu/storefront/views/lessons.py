from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhiyu.access.actions import open_file
from zhiyu.accounts.http import UserRequest, keep_visitor, signed_in
from zhiyu.catalog.models import Lesson, Product
from zhiyu.catalog.writings import KINDS
from zhiyu.learning.actions import mark_complete
from zhiyu.live import queries as live
from zhiyu.media.downloads import download
from zhiyu.onsite import queries as onsite
from zhiyu.storefront.actions import visit_lesson
from zhiyu.storefront.bases import leading_here
from zhiyu.storefront.books import contents_of
from zhiyu.storefront.lessons import LessonPage
from zhiyu.storefront.texts import html_of


@require_safe
def lesson(request: HttpRequest, lesson_id: int) -> HttpResponse:
    found = visit_lesson(user=request.user, lesson_id=lesson_id)
    if found.lesson.kind == Lesson.Kind.BOOK:
        return book(request, found)
    if found.page.product.kind in KINDS:
        return redirect(f"storefront:{found.page.product.kind}", slug=found.page.product.code)
    before, after = found.neighbours
    shown = {
        "found": found,
        "text": html_of(request, found),
        "lesson": found.lesson,
        "course": found.course,
        "page": found.page,
        "before": before,
        "after": after,
        "live": live.facts_of_lesson(lesson_id, request.user) if found.lesson.kind == Lesson.Kind.LIVE else None,
        "onsite": onsite.facts_of_lesson(lesson_id, request.user) if found.lesson.kind == Lesson.Kind.ONSITE else None,
        "leading": leading_here(found.page, found.lesson),
    }
    response = render(request, "storefront/lesson.html", shown)
    keep_visitor(request, response)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def book(request: HttpRequest, found: LessonPage) -> HttpResponse:
    alone = found.page.product.kind == Product.Kind.EBOOK
    shown = {
        "found": found,
        "lesson": found.lesson,
        "page": found.page,
        "contents": contents_of(found),
        "back": reverse(f"storefront:{'ebook' if alone else 'course'}", args=[found.page.product.code]),
        "alone": alone,
        "after": found.neighbours[1],
        "leading": leading_here(found.page, found.lesson),
    }
    response = render(request, "storefront/book.html", shown)
    keep_visitor(request, response)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
@signed_in
def complete(request: UserRequest, lesson_id: int) -> HttpResponse:
    mark_complete(user_id=request.user.pk, lesson_id=lesson_id)
    return redirect("storefront:lesson", lesson_id=lesson_id)


@require_safe
def file(request: HttpRequest, lesson_id: int, attachment_id: int) -> HttpResponseBase:
    """A lesson's attachment, for those who may open the lesson."""
    found = open_file(user=request.user, lesson_id=lesson_id, attachment_id=attachment_id)
    asked, only_if = request.headers.get("Range", ""), request.headers.get("If-Range", "")
    return download(found.asset, found.title, asked=asked, only_if=only_if)
