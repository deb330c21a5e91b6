from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyu.catalog.actions.chapters import require_off_air
from zhiyu.catalog.actions.lessons import apply_preview, lock_lesson, note
from zhiyu.catalog.actions.ripple import course_changed
from zhiyu.catalog.errors import WrongAsset
from zhiyu.catalog.models import Attachment, Lesson
from zhiyu.kernel.errors import NotFound
from zhiyu.media.models import Asset
from zhiyu.platform.live import tell

PLAYABLE = {
    Asset.Kind.VIDEO: Lesson.Kind.VIDEO,
    Asset.Kind.AUDIO: Lesson.Kind.AUDIO,
    Asset.Kind.DOCUMENT: Lesson.Kind.DOCUMENT,
    Asset.Kind.BOOK: Lesson.Kind.BOOK,
    Asset.Kind.PHOTOS: Lesson.Kind.PHOTOS,
    Asset.Kind.EXERCISE: Lesson.Kind.EXERCISE,
}
# A third, as of a film, would give away a whole handout.
SHOWN = {Lesson.Kind.DOCUMENT: 3, Lesson.Kind.BOOK: 2}


def _asset(asset_id: UUID) -> Asset:
    found = Asset.objects.filter(pk=asset_id).first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def set_lesson_asset(*, lesson_id: int, asset_id: UUID | None, actor_id: int | None, bound: bool = False) -> Lesson:
    """Give a lesson its video, audio, PDF or EPUB (the file decides which), or take it away.

    ``bound``: the book was made of the lesson's own text, which otherwise stands in the way of one.
    """
    course, lesson = lock_lesson(lesson_id)
    require_off_air(Lesson.objects.filter(pk=lesson_id))
    lesson.asset = _asset(asset_id) if asset_id else None
    if lesson.asset:
        if lesson.kind == Lesson.Kind.ONSITE:
            raise WrongAsset(_("线下课没有要播放的文件。讲义可以放到“附件”里。"))
        kind = PLAYABLE.get(Asset.Kind(lesson.asset.kind))
        if kind is None:
            raise WrongAsset(_("这里要放视频、音频、PDF、EPUB 或互动课件。其他文件请放到“附件”里。"))
        if kind == Lesson.Kind.BOOK and lesson.body.strip() and not bound:
            raise WrongAsset(_("这节课已经有自己写的正文。要换成上传的书，请先清空正文并保存。"))
        if Lesson.objects.filter(asset=lesson.asset, removed_at=None).exclude(pk=lesson.pk).exists():
            raise WrongAsset(_("这个文件已经用在另一节课里。"))
        unsaid = lesson.preview_seconds is None or lesson.kind in {Lesson.Kind.VIDEO, Lesson.Kind.AUDIO}
        if kind in SHOWN and kind != lesson.kind and unsaid:
            lesson.preview_seconds = SHOWN[kind]
        lesson.become(kind)
    lesson.save(update_fields=["asset", "kind", "rule", "preview_seconds"])
    apply_preview(lesson)
    note("lesson_media_set", course, lesson, actor_id, asset=str(asset_id) if asset_id else None)
    tell(f"lesson:{lesson.pk}")
    course_changed(course)
    return lesson


@transaction.atomic
def show_live(*, lesson_id: int, asset_id: UUID | None) -> None:
    """What is given out of a live lesson while it lasts; ``set_lesson_asset`` then makes a film of it."""
    _course, lesson = lock_lesson(lesson_id)
    if lesson.kind != Lesson.Kind.LIVE:
        raise WrongAsset(_("这节课已经不是直播了。"))
    lesson.asset = _asset(asset_id) if asset_id else None
    lesson.save(update_fields=["asset"])
    tell(f"lesson:{lesson.pk}")


@transaction.atomic
def hold_back(*, lesson_id: int, actor_id: int | None) -> Lesson:
    """A film that plays becomes a live lesson, until it was shown once."""
    course, lesson = lock_lesson(lesson_id)
    if lesson.kind != Lesson.Kind.VIDEO or lesson.asset is None or lesson.asset.state != Asset.State.READY:
        raise WrongAsset(_("这节课还没有能放的视频。"))
    lesson.kind = Lesson.Kind.LIVE
    lesson.save(update_fields=["kind"])
    note("lesson_held_back", course, lesson, actor_id)
    course_changed(course)
    return lesson


@transaction.atomic
def attach_file(*, lesson_id: int, asset_id: UUID, actor_id: int | None, title: str = "") -> Attachment:
    """Slides, exercises, sheets beside a lesson. Attaching the same file again changes nothing."""
    course, lesson = lock_lesson(lesson_id)
    asset = _asset(asset_id)
    standing = Attachment.objects.filter(lesson=lesson)
    attachment, created = Attachment.objects.get_or_create(
        lesson=lesson,
        asset=asset,
        defaults={"title": (title or asset.name)[:120], "position": standing.count()},
    )
    if created:
        note("file_attached", course, lesson, actor_id, asset=str(asset.pk), title=attachment.title)
        course_changed(course)
    return attachment


@transaction.atomic
def detach_file(*, attachment_id: int, actor_id: int | None) -> None:
    lesson_id = Attachment.objects.filter(pk=attachment_id).values_list("lesson_id", flat=True).first()
    if lesson_id is None:
        raise NotFound
    course, lesson = lock_lesson(lesson_id)
    Attachment.objects.filter(pk=attachment_id).delete()
    note("file_detached", course, lesson, actor_id, attachment=attachment_id)
    course_changed(course)
