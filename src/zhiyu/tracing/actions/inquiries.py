"""Asking whose copy a file is, and what a person made of the answer."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from procrastinate.contrib.django import app

from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import DomainError, NotFound
from zhiyu.media import files
from zhiyu.media.models import Asset
from zhiyu.platform import audit
from zhiyu.platform.claims import alone
from zhiyu.platform.live import tell
from zhiyu.tracing import installed, originals, queries, seeds
from zhiyu.tracing.errors import CopyRefused, InquiryStateError, NoteMissing, NotReviewable
from zhiyu.tracing.models import Inquiry, Trace
from zhiyu.tracing.owned import Owned, all_owned

CLAIM = 0x74726163_00000000
MOST_TRIES = 3
READABLE = ("video/", "audio/", "image/", "application/pdf")
log = structlog.get_logger(__name__)


@transaction.atomic
def hand_in(*, asset_id: UUID, actor_id: int) -> Inquiry:
    """The same file handed in twice is one inquiry."""
    asset = Asset.objects.select_for_update().filter(pk=asset_id).first()
    if asset is None:
        raise NotFound
    if not asset.mime.startswith(READABLE):
        raise CopyRefused
    standing = Inquiry.objects.filter(asset=asset).first()
    if standing:
        return standing
    made = Inquiry.objects.create(asset=asset, name=asset.name, sha256=asset.sha256, by_id=actor_id)
    note = {"name": asset.name, "sha256": asset.sha256}
    audit.record(actor_id=actor_id, action="tracing.asked", target=f"inquiry:{made.pk}", **note)
    ask(made.pk)
    return made


@transaction.atomic
def ask_again(*, inquiry_id: int, actor_id: int) -> Inquiry:
    found = locked(inquiry_id)
    found.move_to(Inquiry.State.WAITING, error="", progress=0, tries=0)
    audit.record(actor_id=actor_id, action="tracing.asked_again", target=f"inquiry:{inquiry_id}")
    ask(inquiry_id)
    return found


def ask(inquiry_id: int) -> None:
    app.configure_task("tracing.look_into", queue="tracing").defer(inquiry_id=inquiry_id)


def locked(inquiry_id: int) -> Inquiry:
    found = Inquiry.objects.select_for_update().filter(pk=inquiry_id).first()
    if found is None:
        raise NotFound
    return found


def look_into(inquiry_id: int) -> None:
    """Killed at any moment, the next call reads from the beginning; a file that kills its reader is given up."""
    with alone(CLAIM + inquiry_id):
        found = Inquiry.objects.select_related("asset").filter(pk=inquiry_id).first()
        if found is None or found.state not in {Inquiry.State.WAITING, Inquiry.State.READING}:
            return
        found.move_to(Inquiry.State.READING, tries=found.tries + 1)
        try:
            if found.asset is None or found.tries > MOST_TRIES:
                raise CopyRefused
            answer = read(files.original(found.asset), told=told(inquiry_id))
        except (DomainError, OSError) as refusal:
            told_why = str(refusal if isinstance(refusal, DomainError) else CopyRefused())
            found.move_to(Inquiry.State.REFUSED, error=told_why, ended_at=now())
        else:
            trace = answer.pop("trace")
            found.move_to(Inquiry.State.DONE, trace_id=trace, verdict=answer, progress=100, ended_at=now())
        log.info("inquiry ended", inquiry=inquiry_id, state=found.state)


def read(copy: Path, *, course: str = "", told: Any = lambda _percent: None) -> dict[str, Any]:
    """What ``reading`` says, in plain values: for the row, for the command and its JSON."""
    installed.require()
    from zhiyu.tracing import reading, reading_pictures, reading_sound  # noqa: PLC0415 -- numpy

    answer, seen = reading.Answer(trace=None), None
    if reading_pictures.is_here(copy):
        ours = [] if course else [*map(owned_page, all_owned())]
        answer = reading_pictures.read(copy, [*map(pages, queries.pages_of(course)), *ours], told=told)
    elif (seen := reading_sound.looked_at(copy)).video:
        answer = reading.read(copy, [known(one) for one in queries.films_of(course)], told=told)
    # A recording goes round as a film of nothing too. Picture and sound say the same bits, which count once: who is
    # known by the picture is not listened to.
    if seen and seen.audio and answer.trace is None:
        sounds = [*map(known, queries.sounds_of(course)), *map(heard, queries.heard_of(course))]
        by_ear = reading_sound.read(copy, sounds, told=told) if sounds else reading.Answer(trace=None, kind="sound")
        answer = by_ear if by_ear.trace or not seen.video else answer
    said = asdict(answer)
    if answer.verdict is not None:
        said["verdict"]["accused"] = [one.account for one in answer.verdict.accused]
    return said


def known(trace: Trace) -> Any:
    from zhiyu.tracing.reading import Known  # noqa: PLC0415 -- numpy

    asset = Asset.objects.filter(pk=trace.asset_id).first()
    return Known(
        trace=trace.pk,
        prints=bytes(trace.prints),
        film=files.original(asset) if asset else Path("/nonexistent"),
        key=seeds.mark_key(asset_id=trace.asset_id),
        seed=seeds.code_seed(course_id=trace.course_id, epoch=trace.epoch),
        first=trace.first,
        count=trace.count,
        colluders=trace.colluders,
        accounts=queries.accounts_of(trace.pk),
    )


def heard(trace: Trace) -> Any:
    """A film by its sound; who was served it before that was marked is not compared."""
    accounts = queries.accounts_of(trace.pk, version=trace.heard_from)
    return replace(known(trace), prints=bytes(trace.heard), accounts=accounts)


def pages(trace: Trace) -> Any:
    from zhiyu.tracing.reading_pictures import Pages  # noqa: PLC0415 -- numpy

    # Asked for the few that a copy is like.
    listed = cache(lambda: originals.of_trace(trace))
    return Pages(
        trace=trace.pk,
        prints=bytes(trace.prints),
        page=lambda number: listed()[number].place,
        seed=lambda number: seeds.picture_seed(asset_id=trace.asset_id, number=listed()[number].number),
        count=trace.count,
        accounts=queries.accounts_of(trace.pk),
    )


def owned_page(one: Owned) -> Any:
    from zhiyu.tracing.reading_pictures import Pages  # noqa: PLC0415 -- numpy

    return Pages(
        trace=None,
        own=str(one.asset_id),
        prints=one.prints,
        page=lambda _number: one.original,
        seed=lambda number: seeds.picture_seed(asset_id=one.asset_id, number=number),
        count=1,
        accounts=[one.account],
    )


def read_owned(copy: Path, owned: Sequence[Owned]) -> dict[str, Any]:
    """Which of somebody's own pictures a copy is of, in plain values."""
    installed.require()
    from zhiyu.tracing import reading_pictures  # noqa: PLC0415 -- numpy

    return asdict(reading_pictures.read(copy, [*map(owned_page, owned)]))


def print_of(picture: Path) -> bytes:
    installed.require()
    from zhiyu.tracing import looks, pictures  # noqa: PLC0415 -- numpy

    return looks.packed(pictures.print_of(pictures.grey_of(picture)))


def told(inquiry_id: int) -> Any:
    last = [0]

    def percent(done: int) -> None:
        if done != last[0]:
            last[0] = done
            Inquiry.objects.filter(pk=inquiry_id).update(progress=done)
            tell(f"inquiry:{inquiry_id}")

    return percent


@transaction.atomic
def review(*, inquiry_id: int, actor_id: int, confirmed: bool, note: str) -> Inquiry:
    """A person decides, once, with a reason; the machine's word alone is never more than a hint."""
    found = locked(inquiry_id)
    if found.state != Inquiry.State.DONE:
        raise InquiryStateError
    if found.review != Inquiry.Review.OPEN or (confirmed and not accused(found)):
        raise NotReviewable
    if not (reason := note.strip()):
        raise NoteMissing
    found.review = Inquiry.Review.CONFIRMED if confirmed else Inquiry.Review.SET_ASIDE
    found.note, found.reviewed_by_id, found.reviewed_at = reason, actor_id, now()
    found.save(update_fields=["review", "note", "reviewed_by", "reviewed_at"])
    detail = {"review": found.review, "note": reason, "accounts": accused(found)}
    audit.record(actor_id=actor_id, action="tracing.reviewed", target=f"inquiry:{inquiry_id}", **detail)
    return found


def accused(inquiry: Inquiry) -> list[int]:
    verdict = inquiry.verdict.get("verdict") or {}
    return list(verdict.get("accused", []))
