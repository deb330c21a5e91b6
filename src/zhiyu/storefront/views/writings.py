from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhiyu.access.actions import open_book
from zhiyu.accounts.http import keep_visitor
from zhiyu.media.downloads import download
from zhiyu.platform.shown import same_for_everybody
from zhiyu.storefront.texts import html_of
from zhiyu.storefront.writings import article_page, book_page
from zhiyu.ui.links import public_address


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    found = article_page(slug, request.user)
    shown = {
        "found": found,
        "text": html_of(request, found),
        "lesson": found.lesson,
        "course": found.course,
        "page": found.page,
        "address": public_address(request, reverse("storefront:article", args=[slug])),
        "picture": public_address(request, f"/media/assets/{found.course.cover_image_id}/image"),
    }
    response = render(request, "storefront/one_article.html", shown)
    keep_visitor(request, response)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
@same_for_everybody
def ebook(request: HttpRequest, slug: str) -> HttpResponse:
    book = book_page(slug, request.user)
    shown = {
        "book": book,
        "course": book.page.course,
        "page": book.page,
        "address": public_address(request, reverse("storefront:ebook", args=[slug])),
        "picture": public_address(request, f"/media/assets/{book.page.course.cover_image_id}/image"),
    }
    return render(request, "storefront/ebook.html", shown)


@require_safe
def book(request: HttpRequest, lesson_id: int) -> HttpResponseBase:
    """The file of an e-book for who owns it, or its sample for anybody."""
    asset, name = open_book(user=request.user, lesson_id=lesson_id)
    asked, only_if = request.headers.get("Range", ""), request.headers.get("If-Range", "")
    return download(asset, name, asked=asked, only_if=only_if)
