"""Copies of films, recordings and handouts for those who bought them: who may ask for one, and who may fetch it now."""

import hashlib
from contextlib import suppress

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from zhiyu.access.actions import open_lesson
from zhiyu.access.errors import LessonLocked
from zhiyu.access.queries import owns_lesson
from zhiyu.access.standing import Right
from zhiyu.accounts.models import User
from zhiyu.accounts.theft import network_of
from zhiyu.catalog.models import Lesson
from zhiyu.catalog.queries import lesson as live_lesson
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.media import actions as media
from zhiyu.media.actions import CopyWish
from zhiyu.media.models import Asset, Copy, Play
from zhiyu.media.queries import copy_of
from zhiyu.platform.request import current

TO_TAKE = {*Lesson.TIMED, Lesson.Kind.DOCUMENT}


def ask_copy(*, user: User, lesson_id: int) -> Copy:
    """Begin the one of this person, or answer the one that is there or under way."""
    lesson = offered(user, lesson_id)
    return media.ask_copy(
        CopyWish(
            user_id=user.pk,
            lesson_id=lesson.pk,
            asset_id=asset_of(lesson).pk,
            mark=" ".join(filter(None, [user.name, user.masked_phone, f"#{user.pk}", f"{localtime(now()):%Y-%m-%d}"])),
            traced=must_be_traced(lesson),
        )
    )


def own_copy(*, user: User, lesson_id: int) -> Copy | None:
    """As far as it is, for whom it is offered to."""
    lesson = offered(user, lesson_id)
    found = copy_of(user_id=user.pk, lesson_id=lesson.pk, asset_id=asset_of(lesson).pk)
    return None if found and is_too_plain(found, lesson) else found


def fetch_copy(*, user: User, device_id: int | None, lesson_id: int) -> tuple[Copy, str]:
    """The file of this person, and what to call it. Looked up at each request: a right that ended ends it.

    It counts as opening the lesson, for a refund, and as a play on this device.
    """
    lesson = offered(user, lesson_id)
    copy = copy_of(user_id=user.pk, lesson_id=lesson.pk, asset_id=asset_of(lesson).pk)
    if copy is None or not media.is_there(copy) or is_too_plain(copy, lesson):
        raise NotFound
    note(copy, device_id)
    # Opened for refunds only when it really is: a device too many was refused above.
    if open_lesson(user=user, lesson=lesson) not in {Right.OWNED, Right.FREE}:
        raise LessonLocked
    return copy, f"{lesson.chapter.course.product.title} {lesson.title}"


def offered(user: User, lesson_id: int) -> Lesson:
    lesson = live_lesson(lesson_id)
    course = lesson.chapter.course
    if lesson.kind not in TO_TAKE or not course.downloads or course.wrapped_keys or lesson.asset is None:
        raise NotFound
    if not owns_lesson(user.pk, lesson_id):
        raise LessonLocked
    return lesson


def must_be_traced(lesson: Lesson) -> bool:
    return lesson.chapter.course.traced


def is_too_plain(copy: Copy, lesson: Lesson) -> bool:
    """Made before its course was traced; another is made when it is asked for."""
    return copy.state == Copy.State.READY and copy.trace is None and must_be_traced(lesson)


def asset_of(lesson: Lesson) -> Asset:
    if lesson.asset is None:
        raise NotFound
    return lesson.asset


def note(copy: Copy, device_id: int | None) -> None:
    """Once for each device, however many parts of the file it asks for."""
    at = now()
    whose = f"{copy.pk} {copy.made_at} {device_id}".encode()
    nonce = int.from_bytes(hashlib.sha256(whose).digest()[:8], signed=True)
    if Play.objects.filter(nonce=nonce).exists():
        return
    play = Play(
        nonce=nonce,
        user_id=copy.user_id,
        device_id=device_id,
        lesson_id=copy.lesson_id,
        network=network_of(current().address),
        plain=True,
        opened_at=at,
        media_ms=copy.asset.duration_ms,
        began_at=at,
        last_at=at,
        taken=True,
    )
    with suppress(IntegrityError), transaction.atomic():
        media.begin_play(play, seat=False)
