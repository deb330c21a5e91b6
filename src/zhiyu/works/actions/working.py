"""A work comes, is changed by who made it, and is taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from zhiyu.accounts.locks import hold
from zhiyu.accounts.models import User
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.kernel.errors import NotFound
from zhiyu.media.models import Asset
from zhiyu.platform import audit
from zhiyu.works import queries
from zhiyu.works.actions.storing import Files, ask_look_over, stored
from zhiyu.works.errors import CourseMissing, NoPictures, NotYourCourse, RoomFull, TooManyPictures
from zhiyu.works.models import Picture, Work

MOST = 9
MOST_KEPT = 1000


@dataclass(frozen=True, kw_only=True)
class Said:
    """What its owner says of a work. ``signed``: whether a line is written on what others see."""

    title: str
    note: str = ""
    made_on: date | None = None
    audience: str = Work.Audience.OWNER
    course_id: int | None = None
    signed: bool = True


def keep_work(*, key: UUID, owner_id: int, pictures: Files, said: Said) -> Work:
    """Sent again under its ``key``, it is the one that is there. The pictures are refused as any others."""
    if standing := Work.objects.filter(key=key, owner=owner_id).first():
        return standing
    require_some(pictures)
    with stored(pictures, owner_id) as assets:
        return written(key=key, owner_id=owner_id, assets=assets, said=said)


def require_some(pictures: Files) -> None:
    if not pictures:
        raise NoPictures
    if len(pictures) > MOST:
        raise TooManyPictures


@transaction.atomic
def written(*, key: UUID, owner_id: int, assets: Sequence[Asset], said: Said) -> Work:
    hold(f"works:{owner_id}")
    if standing := Work.objects.filter(key=key).first():
        if standing.owner_id != owner_id:
            raise NotFound
        return standing
    made = Work(key=key, owner_id=owner_id)
    describe(made, said)
    made.save(force_insert=True)
    audit.record(actor_id=owner_id, action="works.kept", target=f"work:{made.pk}", audience=made.audience)
    attach(made, assets)
    return made


def add_pictures(*, code: str, owner_id: int, pictures: Files) -> Work:
    """A picture that is there already is not there twice."""
    queries.own_work(code, owner_id)
    require_some(pictures)
    with stored(pictures, owner_id) as assets, transaction.atomic():
        hold(f"works:{owner_id}")
        found = locked(code, owner_id)
        attach(found, assets)
        return found


def attach(work: Work, assets: Sequence[Asset]) -> None:
    there = {one.asset.sha256: one.number for one in work.pictures.select_related("asset")}
    new = {one.sha256: one for one in reversed(assets) if one.sha256 not in there}
    if len(there) + len(new) > MOST:
        raise TooManyPictures
    if Picture.objects.filter(work__owner=work.owner_id).count() + len(new) > MOST_KEPT:
        raise RoomFull
    queries.require_room(work.owner_id, besides={one.pk for one in assets} - {one.pk for one in new.values()})
    following = max(there.values(), default=0) + 1
    for number, asset in enumerate((one for one in assets if new.get(one.sha256) is one), following):
        Picture.objects.create(work=work, number=number, asset=asset)
    ask_look_over()


@transaction.atomic
def change_work(*, code: str, owner_id: int, said: Said) -> Work:
    """What is said of it and who sees it. Another line is another drawing; the mark is the same."""
    found = locked(code, owner_id)
    describe(found, said)
    found.save(update_fields=["title", "note", "made_on", "audience", "course", "line"])
    audit.record(actor_id=owner_id, action="works.changed", target=f"work:{found.pk}", audience=found.audience)
    return found


def describe(work: Work, said: Said) -> None:
    if said.audience == Work.Audience.COURSE and said.course_id is None:
        raise CourseMissing
    if said.course_id != work.course_id and said.course_id is not None:
        require_had(said.course_id, work.owner_id)
    work.title, work.note, work.made_on = said.title, said.note, said.made_on
    work.audience, work.course_id = said.audience, said.course_id
    work.line = line_of(work) if said.signed else ""


def require_had(course_id: int, owner_id: int) -> None:
    if not queries.courses_had(owner_id).filter(pk=course_id).exists():
        raise NotYourCourse


def line_of(work: Work) -> str:
    """「© 林晓 2026」: the year it was made in, as far as that was told."""
    year = (work.made_on or (work.created_at or now()).astimezone(SHANGHAI)).year
    return f"© {User.objects.get(pk=work.owner_id)} {year}"


@transaction.atomic
def remove_work(*, code: str, owner_id: int) -> None:
    """At once for everybody; the files go when they are tidied."""
    found = locked(code, owner_id)
    audit.record(actor_id=owner_id, action="works.removed", target=f"work:{found.pk}")
    found.delete()


def locked(code: str, owner_id: int) -> Work:
    found = Work.objects.select_for_update().filter(code=code, owner=owner_id).first()
    if found is None:
        raise NotFound
    return found
