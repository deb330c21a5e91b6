"""What Tencent says of who sends: rows that mean the same in whatever order, and however often, they are told."""

from datetime import timedelta

from django.db import transaction

from zhiyu.kernel.clock import now
from zhiyu.live.actions.airing import told
from zhiyu.live.models import CloudRecording, LiveClass, Push, Signal
from zhiyu.live.tencent import addresses, cloud
from zhiyu.live.tencent.notices import BEGAN, Notice


@transaction.atomic
def noted(notice: Notice) -> Push | None:
    """None for what is not of a class of ours."""
    usual = of_whom(notice) if notice.sequence else None
    if usual is None:
        return None
    Push.objects.get_or_create(sequence=notice.sequence, defaults=usual)
    push = Push.objects.select_for_update().filter(sequence=notice.sequence, **usual).first()
    if push is not None:
        note(push, notice)
        told(push.live_class_id)
    return push


@transaction.atomic
def recorded(notice: Notice) -> CloudRecording | None:
    """As it was told first: what comes again under its number changes nothing."""
    film, usual = notice.film, of_whom(notice)
    if film is None or usual is None or film.ended_at <= film.began_at:
        return None
    given = vars(film) | {"ended_at": min(film.ended_at, now())}
    row, new = CloudRecording.objects.get_or_create(file_id=film.file_id, defaults=usual | given)
    if new:
        told(row.live_class_id)
    return row


def of_whom(notice: Notice) -> dict[str, int] | None:
    named = addresses.read(notice.stream) if notice.is_of_ours else None
    one = LiveClass.objects.filter(pk=named.class_id, is_film=False).first() if named else None
    if one is None or named is None or addresses.made(one) != named.made:
        return None
    return {"live_class_id": one.pk, "key_number": named.number}


def note(push: Push, notice: Notice) -> None:
    at = min(notice.at, now())
    began_at = at if notice.kind == BEGAN else at - timedelta(milliseconds=notice.lasted_ms)
    push.began_at = min(push.began_at or began_at, began_at)
    if notice.kind != BEGAN:
        push.ended_at = at if push.ended_at is None or push.presumed else max(push.ended_at, at)
        push.presumed = False
    push.save(update_fields=["began_at", "ended_at", "presumed"])


@transaction.atomic
def push_is_gone(*, push_id: int) -> None:
    """Nothing is there to pull any more: until Tencent says when it ended, it ended when we last heard it."""
    push = Push.objects.select_for_update().filter(pk=push_id).first()
    if push is None or push.ended_at is not None:
        return
    heard_at = Signal.objects.filter(live_class=push.live_class_id).values_list("heard_at", flat=True).first() or now()
    push.ended_at, push.presumed = max(heard_at, push.began_at or heard_at), True
    push.save(update_fields=["ended_at", "presumed"])
    told(push.live_class_id)


def hang_up(*, class_id: int, number: int) -> None:
    """Said twice, it is said once."""
    one = LiveClass.objects.select_related("stream_key").get(pk=class_id)
    cloud.forbid(stream=addresses.name_of(one, number), until=addresses.resumes(one))
