"""Traced films without an encoder, and a copy that was read without a film."""

import shutil
from dataclasses import asdict
from pathlib import Path

import numpy as np

from tests import make
from tests.media import packed
from zhiyu.access.actions import grant
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import edit_course
from zhiyu.catalog.models import Course, Lesson
from zhiyu.kernel.clock import now
from zhiyu.media import files, packaging
from zhiyu.media.models import Asset, Rendition
from zhiyu.media.rungs import Variant
from zhiyu.tracing import codes, looks, seeds
from zhiyu.tracing.models import Inquiry, Issue, Trace
from zhiyu.tracing.verdict import judge

SEGMENTS, PREVIEW, RUNG = 30, 5, "720m"
DARK = looks.packed(np.zeros((4 * SEGMENTS, looks.ROWS * looks.COLUMNS), dtype=np.float32))


def plain(letter: str, number: int) -> bytes:
    return (b"G" + letter.encode() + bytes([number]))[:188].ljust(188, b"\0") * 2


def lesson(course: Course | None = None, *, colluders: int = 1) -> Lesson:
    """A film of sixty seconds whose variants are sealed and play, with a preview of ten."""
    course = course or make.course()
    edit_course(course_id=course.pk, actor_id=None, traced=True)
    asset = packed.asset(segments=SEGMENTS, preview=PREVIEW, seconds=2)
    Asset.objects.filter(pk=asset.pk).update(laddered_at=now())
    trace = Trace.objects.create(
        asset_id=asset.pk,
        course=course,
        first=0,
        count=SEGMENTS,
        prints=DARK,
        moving=bytes([1]) * SEGMENTS,
        colluders=colluders,
    )
    for letter in Rendition.Letter.values:
        sealed(asset, trace, letter, version=2)
    Rendition.objects.filter(asset=asset, version=1).update(retired_at=now())
    return Lesson.objects.create(chapter=course.chapters.get(), title="看一遍", kind="video", position=9, asset=asset)


def sealed(asset: Asset, trace: Trace, letter: str, *, version: int) -> Rendition:
    name = f"{'5e' if letter == 'a' else 'c0'}{trace.pk:010d}"
    work = files.media_dir() / "work" / f"{asset.pk}-{letter}"
    work.mkdir(parents=True)
    for number in range(SEGMENTS):
        (work / f"{number}.ts").write_bytes(plain(letter, number))
    variant = Variant(rung=RUNG, letter=letter, trace=trace.pk)
    identity = packaging.Identity(asset_id=asset.pk, name=name, version=version, variant=variant)
    into: Path = files.asset_dir(asset.pk) / identity.folder
    rows = packaging.encrypt(
        packaging.Plain(folder=work, durations_ms=[2000] * SEGMENTS), identity=identity, preview=PREVIEW, into=into
    )
    shutil.rmtree(work)
    facts = {"rung": RUNG, "letter": letter, "trace": trace.pk, "width": 1280, "height": 720, "bandwidth": 1}
    return Rendition.objects.create(
        asset=asset, name=name, version=version, segments=rows, preview_segments=PREVIEW, **facts
    )


def learner(of: Lesson) -> User:
    made = make.user()
    grant(user_id=made.pk, product_id=of.chapter.course.product_id, source=f"order_line:{made.pk}")
    return made


def issued(trace: Trace, *users: User) -> None:
    Issue.objects.bulk_create(Issue(trace=trace, version=2, user=one, word="0" * 64, at=now()) for one in users)


def inquiry(of: Lesson, leaker: User, others: list[User], *, read: int) -> Inquiry:
    """What is said of a copy of ``read`` segments without a wrong bit, by the product's own arithmetic."""
    trace = Trace.objects.get(asset_id=str(of.asset_id))
    issued(trace, leaker, *others)
    code, indices = codes.Code(seed=seeds.code_seed(course_id=trace.course_id)), np.arange(read)
    found = code.bits([leaker.pk], indices)[0]
    verdict = judge(
        codes.score(code, accounts=sorted(one.pk for one in (leaker, *others)), indices=indices, found=found)
    )
    said = asdict(verdict) | {"accused": [one.account for one in verdict.accused]}
    return Inquiry.objects.create(
        state="done",
        name="群里看到的.mp4",
        sha256="ab" * 32,
        trace=trace,
        ended_at=now(),
        progress=100,
        verdict={"alike": 0.95, "begins": 3.3, "segments": read, "sure": read, "verdict": said},
    )
