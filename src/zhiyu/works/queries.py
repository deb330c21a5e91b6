"""Works: their owner's, what others may see of them, and what copies of them are found by."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from zhiyu.access.models import Grant
from zhiyu.access.queries import owns
from zhiyu.accounts.models import User
from zhiyu.accounts.permissions import can
from zhiyu.catalog.models import Course, Opens
from zhiyu.kernel.errors import NotFound
from zhiyu.media import files
from zhiyu.media.models import Asset
from zhiyu.tracing.owned import Owned, Said
from zhiyu.ui.wording import when
from zhiyu.works.errors import RoomFull
from zhiyu.works.models import Picture, Search, Work

SCOPE = "complaints.decide"
A_DAY = timedelta(days=1)
MOST_BYTES = 2 * 1024**3
READ = {"image/jpeg", "image/png", "image/webp"}
PRIVATE = Q(audience=Work.Audience.OWNER, hidden_at=None)
Person = User | AnonymousUser


def works() -> QuerySet[Work]:
    return Work.objects.select_related("owner", "course__product").prefetch_related("pictures__asset")


def works_of(owner_id: int) -> QuerySet[Work]:
    return works().filter(owner=owner_id).order_by("-pk")


def own_work(code: str, owner_id: int) -> Work:
    return first(works().filter(code=code, owner=owner_id))


def seen_work(code: str, viewer: Person) -> Work:
    """Raises ``NotFound`` for who may not see it, as for what there is not."""
    found = first(works().filter(code=code))
    if not may_see(found, viewer):
        raise NotFound
    return found


def may_see(work: Work, viewer: Person) -> bool:
    """Its owner always; the school what others see, also while it is hidden."""
    if viewer.pk == work.owner_id:
        return True
    if work.audience == Work.Audience.OWNER:
        return False
    if can(viewer, SCOPE):
        return True
    if work.hidden_at:
        return False
    if work.audience == Work.Audience.LINK:
        return True
    return is_fellow(work.course, viewer)


def is_fellow(course: Course | None, viewer: Person) -> bool:
    """Who learns in a course now, or has it in their hands."""
    return course is not None and (owns(viewer.pk, course.product_id) or can(viewer, "catalog.edit"))


def works_in(course: Course) -> QuerySet[Work]:
    """What its learners show to each other; what has an address for those who know it is in no list."""
    return works().filter(course=course, audience=Work.Audience.COURSE, hidden_at=None).order_by("-pk")


def course_by_slug(slug: str, viewer: Person) -> Course:
    found = Course.objects.select_related("product").filter(product__code=slug).first()
    if found is None or not is_fellow(found, viewer):
        raise NotFound
    return found


def courses_had(user_id: int) -> QuerySet[Course]:
    """What somebody was ever given, by itself or by what opens it; a work outlives the right to its course."""
    granted = Grant.objects.filter(user=user_id)
    itself = granted.filter(product=OuterRef("product"))
    opened = Opens.objects.filter(opened=OuterRef("product"), opener__in=granted.values("product"))
    whole = granted.filter(product__opens_all=True)
    had = Course.objects.filter(Exists(itself) | Exists(opened) | Exists(whole))
    return had.select_related("product").order_by("product__title", "pk")


def courses_for(work: Work) -> QuerySet[Course]:
    """Those of its owner, and its own also when there is no grant of it any more."""
    return courses_had(work.owner_id) | Course.objects.filter(pk__in=[work.course_id]).select_related("product")


def shown_works(*, hidden: bool = False) -> QuerySet[Work]:
    """What others than the owner see, for the people of the school; what they hid stays theirs to give back."""
    return works().exclude(PRIVATE).filter(hidden_at__isnull=not hidden).order_by("-pk")


def shown_work(work_id: int) -> Work:
    return first(works().exclude(PRIVATE).filter(pk=work_id))


def counts() -> dict[bool, int]:
    """How many are hidden, and how many are not."""
    others = Work.objects.exclude(PRIVATE)
    found = others.aggregate(all=Count("pk"), hidden=Count("hidden_at"))
    return {True: found["hidden"], False: found["all"] - found["hidden"]}


def require_room(owner_id: int, *, most: int = MOST_BYTES, besides: Collection[UUID] = ()) -> None:
    """By what lies on the disk, so also what was taken back or looked for until its file goes, and what just came.

    ``besides`` is what came and goes again.
    """
    ours = Asset.objects.filter(owner=owner_id, kind=Asset.Kind.FILE, mime__in=READ).exclude(pk__in=besides)
    if (ours.aggregate(size=Sum("size"))["size"] or 0) > most:
        raise RoomFull


def picture(work: Work, number: int) -> Picture:
    """The one of this number; its work is as it was read."""
    found = next((one for one in work.pictures.all() if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def searches_of(owner_id: int) -> QuerySet[Search]:
    found = Search.objects.select_related("asset", "picture__work", "picture__asset")
    return found.filter(owner=owner_id).order_by("-pk")


def search(search_id: int, owner_id: int) -> Search:
    found = searches_of(owner_id).filter(pk=search_id).first()
    if found is None:
        raise NotFound
    return found


def first(found: QuerySet[Work]) -> Work:
    one = found.first()
    if one is None:
        raise NotFound
    return one


def unlooked(owner_id: int | None = None) -> QuerySet[Picture]:
    """What no copy could be found by yet."""
    found = Picture.objects.select_related("asset").filter(prints=b"").order_by("pk")
    return found if owner_id is None else found.filter(work__owner=owner_id)


def all_owned(owner_id: int | None = None) -> list[Owned]:
    """The port of ``tracing``."""
    found = Picture.objects.select_related("work", "asset").exclude(prints=b"").order_by("pk")
    if owner_id is not None:
        found = found.filter(work__owner=owner_id)
    return [
        Owned(
            asset_id=one.asset_id,
            account=one.work.owner_id,
            prints=bytes(one.prints),
            original=files.original(one.asset),
        )
        for one in found
    ]


def said_of(asset_ids: Sequence[UUID]) -> dict[UUID, Said]:
    """The port of ``tracing``, too."""
    found = Picture.objects.select_related("work__owner").filter(asset__in=asset_ids)
    return {
        one.asset_id: Said(
            work=one.work.title,
            owner=f"{one.work.owner} {one.work.owner.masked_phone}".strip(),
            since=when(one.work.created_at),
        )
        for one in found
    }
