"""What is set up in the studio, on its learner's page: for rehearsals (``platform/looking.py``)."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyu.accounts.http import UserRequest
from zhiyu.catalog import actions, bundles, intakes, packages, plans, queries
from zhiyu.catalog.models import Course, Lesson, Product
from zhiyu.catalog.pages import page_of, page_of_course
from zhiyu.platform.looking import Scene, picked
from zhiyu.platform.rehearsing import play
from zhiyu.platform.school import school

BUYING, WALL = ".course-buy", "[data-wall]"
PRICED = f"{WALL}, {BUYING}"
CHECKOUT, GIFT, LESSON, THANKS = "checkout", "gift", "lesson", "thanks"


def scene_of(request: UserRequest, product: Product, *, course: Course | None = None, sight: str = BUYING) -> Scene:
    """Its own page and those that follow from it, the one that was chosen in the frame."""
    options = [("", _("商品页")), *following(product, course)]
    choice = picked(request, "page", _("哪一页"), options)
    choices = [choice] if options[1:] else []
    if choice.chosen in {LESSON, THANKS} and course is not None:
        lesson = queries.whole_outline(course.pk).lessons[0]
        page = "storefront:lesson" if choice.chosen == LESSON else "tips:thanks"
        address, who = reverse(page, args=[lesson.pk]), play("holder", product)
        return Scene(address=address, who=_("买过的学员"), person=who, sight=".thanks", choices=choices)
    if choice.chosen:
        page = "commerce:checkout" if choice.chosen == CHECKOUT else "gifts:give"
        address, who = reverse(page, args=[product.code]), play("newcomer")
        return Scene(address=address, who=_("刚登录、没买过的学员"), person=who, choices=choices)
    address = page_of_course(course) if course else page_of(product)
    return Scene(address=address, who=visitor(), sight=sight, choices=choices)


def visitor() -> str:
    return _("没买过、没登录的访客")


def following(product: Product, course: Course | None) -> list[tuple[str, str]]:
    """What is bought at once can be given, too; who has a course may thank for it."""
    found = []
    if product.sold_alone and product.price_fen and not product.by_application:
        found += [(CHECKOUT, _("付款页"))]
        found += [(GIFT, _("送朋友的页"))] if product.kind != Product.Kind.PLAN else []
    if course is not None and product.kind == Product.Kind.COURSE and queries.whole_outline(course.pk).lessons:
        found += [(LESSON, _("买后上课的页"))]
        found += [(THANKS, _("谢谢老师的页"))] if school().tipping and not course.tips_off else []
    return found


def course_at(sight: str) -> Callable[..., Scene]:
    """A course, an article or an e-book, on sale even where something is still missing."""

    def stage(request: UserRequest, course_id: int) -> Scene:
        course = actions.publish(course_id=course_id, actor_id=request.user.pk)
        return scene_of(request, course.product, course=course, sight=sight)

    return stage


def lesson_shown(request: UserRequest, lesson_id: int) -> Scene:
    """The lesson itself: its wall with both prices, or what anybody may have of it."""
    lesson = queries.lesson(lesson_id)
    actions.publish(course_id=lesson.chapter.course_id, actor_id=request.user.pk)
    address = reverse("storefront:lesson", args=[lesson_id])
    # Pages and pictures come to scripts, with a ticket; nothing runs in the frame.
    drawn = {Lesson.Kind.BOOK, Lesson.Kind.DOCUMENT, Lesson.Kind.PHOTOS}
    notes = [_("书页和图片在这里画不出来。保存以后点“像学员一样看”，就能看到。")] if lesson.kind in drawn else []
    choice = picked(request, "who", _("谁在看"), [("", visitor()), ("holder", _("买过的学员"))])
    if not choice.chosen:
        return Scene(address=address, who=visitor(), sight=WALL, choices=[choice], notes=notes)
    person = play("holder", lesson.chapter.course.product)
    return Scene(address=address, who=_("买过的学员"), person=person, choices=[choice], notes=notes)


def intake_shown(request: UserRequest, intake_id: int) -> Scene:
    """On the day that it can be booked from, or today."""
    found = intakes.intake(intake_id)
    actions.publish(course_id=found.course_id, actor_id=request.user.pk)
    shown = actions.publish_intake(intake_id=intake_id, actor_id=request.user.pk)
    address = page_of_course(found.course)
    return Scene(address=address, who=visitor(), at=shown.product.sells_from, sight=BUYING)


def bundle_shown(request: UserRequest, bundle_id: int) -> Scene:
    """With its parts on sale, as it can only be sold then."""
    for course_id in bundles.course_ids_in(bundle_id):
        actions.publish(course_id=course_id, actor_id=request.user.pk)
    return scene_of(request, actions.publish_bundle(bundle_id=bundle_id, actor_id=request.user.pk).product)


def plan_shown(request: UserRequest, plan_id: int) -> Scene:
    shown = actions.publish_plan(plan_id=plan_id, actor_id=request.user.pk)
    address = reverse("storefront:plan", args=[shown.code])
    sold = plans.plan(plan_id).products
    who = [("", visitor()), *([("member", _("已经是会员的学员"))] if sold else [])]
    choice = picked(request, "who", _("谁在看"), who)
    person = play("holder", sold[0]) if choice.chosen else None
    said = dict(who)[choice.chosen]
    return Scene(address=address, who=said, person=person, sight=BUYING, choices=[choice] if who[1:] else [])


def package_shown(request: UserRequest, package_id: int) -> Scene:
    actions.publish_package(package_id=package_id, actor_id=request.user.pk)
    return scene_of(request, packages.package(package_id).product)
