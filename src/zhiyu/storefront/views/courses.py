from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhiyu.accounts.http import UserRequest, local_path, signed_in
from zhiyu.catalog.models import Product
from zhiyu.catalog.queries import categories_on_sale, courses_on_sale, tags_on_sale
from zhiyu.catalog.writings import KINDS
from zhiyu.commerce.actions import place_order
from zhiyu.learning import actions
from zhiyu.learning.queries import my_learning
from zhiyu.platform.school import school
from zhiyu.platform.shown import same_for_everybody
from zhiyu.storefront.bases import changed_lately, hits
from zhiyu.storefront.memberships import ways_on_sale
from zhiyu.storefront.packages import services_on_sale
from zhiyu.storefront.packs import packs_on_sale
from zhiyu.storefront.queries import CoursePage, Offer, course_page
from zhiyu.storefront.sharing import structured_data
from zhiyu.storefront.topics import topic_card
from zhiyu.ui import qr
from zhiyu.ui.links import public_address

SEARCH_LENGTH = 60


@require_safe
@same_for_everybody
def home(request: HttpRequest) -> HttpResponse:
    tag, category = request.GET.get("tag", ""), request.GET.get("category", "")
    found = list(courses_on_sale(tag=tag, category=category))
    shown = {
        "courses": [one for one in found if one.product.kind == Product.Kind.COURSE],
        "articles": [one for one in found if one.product.kind == Product.Kind.ARTICLE],
        "ebooks": [one for one in found if one.product.kind == Product.Kind.EBOOK],
        "ways": [] if tag or category else ways_on_sale(request.user.pk),
        "services": [] if tag or category else services_on_sale(request.user.pk),
        "packs": [] if tag or category else packs_on_sale(request.user.pk),
        "categories": categories_on_sale(),
        "tags": tags_on_sale(),
        "tag": tag,
        "category": category,
        "topic": None if tag or category else topic_card(),
        "studying": [] if tag or category else my_learning(request.user.pk)[:1],
        "address": public_address(request, reverse("storefront:home")),
    }
    return render(request, "storefront/home.html", shown)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("query", "").strip()[:SEARCH_LENGTH]
    shown = {"query": query, "courses": courses_on_sale(query=query) if query else [], "tags": tags_on_sale()}
    return render(request, "storefront/search.html", shown)


@require_safe
@same_for_everybody
def course(request: HttpRequest, slug: str) -> HttpResponse:
    page = course_page(slug, request.user)
    if page.product.kind in KINDS:
        return redirect(f"storefront:{page.product.kind}", slug=slug)
    address = public_address(request, reverse("storefront:course", args=[slug]))
    described = structured_data(page.course, school=school(), address=address, seconds=page.seconds)
    shown = {
        "page": page,
        "course": page.course,
        "address": address,
        "picture": public_address(request, f"/media/assets/{page.course.cover_image_id}/image"),
        "qr": qr.inline(address),
        "described": described,
        "lately": changed_lately(page),
    }
    return render(request, "storefront/course.html", shown)


@never_cache
@require_safe
def find(request: HttpRequest, slug: str) -> HttpResponse:
    """Words in a knowledge base."""
    page = course_page(slug, request.user)
    query = request.GET.get("query", "").strip()[:SEARCH_LENGTH]
    shown = {"page": page, "course": page.course, "query": query, "hits": hits(page, query, request.user)}
    return render(request, "storefront/find.html", shown)


@require_POST
@signed_in
def take(request: UserRequest, slug: str) -> HttpResponse:
    """One tap takes a free course: an order of nothing, without payment."""
    page = course_page(slug, request.user)
    if page.offer == Offer.TAKE:
        place_order(buyer_id=request.user.pk, lines=[(slug, 1)], shown_total_fen=0, accepted=[])
    return redirect(local_path(request, request.POST.get("next"), place_in(page)))


@require_POST
@signed_in
def favour(request: UserRequest, slug: str) -> HttpResponse:
    """Marked with ``on``, unmarked without; the button alone comes back when htmx asked."""
    act = actions.favour if request.POST.get("on") else actions.unfavour
    act(user_id=request.user.pk, code=slug)
    if request.headers.get("HX-Request") == "true":
        return render(request, "storefront/favourite.html", {"code": slug, "on": bool(request.POST.get("on"))})
    return redirect("storefront:course", slug=slug)


@never_cache
@require_safe
@signed_in
def go_on(request: UserRequest, slug: str) -> HttpResponse:
    """Back to where the learner was; the course itself when there is no such place."""
    return redirect(place_in(course_page(slug, request.user)))


def place_in(page: CoursePage) -> str:
    if page.resume is None:
        return reverse("storefront:course", args=[page.course.product.code])
    return reverse("storefront:lesson", args=[page.resume.pk])
