"""Where a preview ends: never after its limit, and no more than six seconds before it, whatever the keyframes are."""

from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.media import films
from zhiyu.media import packaging, rungs
from zhiyu.media.actions import ladder_now, package_now, set_preview, store_file
from zhiyu.media.layout import FRAME_SLACK_MS, cut_once_more, loses_too_much, segments_within
from zhiyu.media.models import Asset
from zhiyu.media.scan import scan

NEAR_MS = 6_000
between_keyframes = st.sampled_from([8_330, 9_500, rungs.COPY_MAX_GAP_MS]) | st.integers(200, rungs.COPY_MAX_GAP_MS)
gaps = st.lists(between_keyframes, min_size=4, max_size=60)
limits = st.integers(1, 400_000)


def greedy(keyframes: list[int], length: int, target: int) -> list[int]:
    """As ffmpeg cuts by copy: at the first keyframe from each multiple of the target on."""
    ends, number = [], 1
    for moment in keyframes:
        if moment and moment >= number * target:
            ends.append(moment)
            number += 1
    return [after - before for before, after in pairwise([0, *ends, length])]


def chosen(keyframes: list[int], length: int, limit: int) -> tuple[str, list[int]]:
    """``packaging.cut`` without its ffmpeg."""
    short = limit < packaging.SHORT_PREVIEW_MS
    target = 1000 * (packaging.SHORT_TARGET_SECONDS if short else packaging.TARGET_SECONDS)
    copied = greedy(keyframes, length, target)
    for cut in (copied, cut_once_more(copied, keyframes, limit)):
        if not loses_too_much(cut, limit):
            return "copied", cut
    return "encoded", greedy([*range(0, length, 2_000)], length, target)


@given(gaps, st.integers(1, 1_100))
def test_every_preview_ends_within_six_seconds_before_its_limit(between: list[int], thousandths: int) -> None:
    *keyframes, length = accumulate(between, initial=0)
    limit = max(1, length * thousandths // 1_000)
    how, cut = chosen(keyframes, length, limit)
    shown = sum(cut[: segments_within(cut, limit)])
    assert sum(cut) == length
    assert shown <= limit + FRAME_SLACK_MS
    assert min(limit, length) - shown <= NEAR_MS
    last = max(moment for moment in [*keyframes, length] if moment <= limit + FRAME_SLACK_MS)
    if how == "encoded":
        assert min(limit, length) - last > NEAR_MS or not last, "a keyframe near enough needs no encode"


@given(st.integers(100, 5_000), limits)
def test_ordinary_films_are_never_encoded_for_their_preview(every: int, limit: int) -> None:
    keyframes = [*range(0, 600_000, every)]
    if limit >= every:
        assert chosen(keyframes, 600_000, limit)[0] == "copied"


def irregular(*keyframes: float, seconds: int) -> Path:
    at = ",".join(map(str, keyframes))
    return films.ffmpeg(
        *("-f", "lavfi", "-i", f"testsrc2=s=320x180:r=25:d={seconds}", "-f", "lavfi", "-i", f"sine=440:d={seconds}"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "999", "-keyint_min", "1"),
        *("-sc_threshold", "0", "-force_key_frames", at, "-c:a", "aac"),
        target=films.PLACE / f"irregular-{at}.mp4",
    )


def slides() -> Path:
    """A picture in eleven seconds, as some recorders write them."""
    return films.ffmpeg(
        *("-f", "lavfi", "-i", "testsrc2=s=320x180:r=1/11:d=44", "-f", "lavfi", "-i", "sine=440:d=44"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"),
        target=films.PLACE / "slides.mp4",
    )


def cover() -> Path:
    """Sound with one picture before it."""
    return films.ffmpeg(
        *("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=0.04", "-f", "lavfi", "-i", "sine=440:d=30"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"),
        target=films.PLACE / "cover.mp4",
    )


def packaged(film: Path, *, preview: int) -> Asset:
    asset = store_file(path=film, name=film.name, owner_id=None)
    set_preview(asset_id=asset.pk, seconds=preview)
    return package_now(asset.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("film", "preview", "name", "shown_ms"),
    [
        (lambda: irregular(0, 9.5, 19, 28.5, seconds=36), 28, "180p", 28_000),
        (lambda: irregular(0, 9.5, 19, 28.5, seconds=36), 24, "copied", 19_000),
        # A cut by fours passes 7.9 by and goes on to 16; the preview needs it.
        (lambda: irregular(0, 4, 7.9, 16, 20, seconds=24), 13, "copied", 7_920),
        (slides, 17, "180p", 16_000),
        (cover, 10, "180p", 8_000),
    ],
    ids=["9.5 s apart", "9.5 s apart and near enough", "between two cuts", "slides", "one picture"],
)
def test_a_preview_ends_near_its_limit(film: object, preview: int, name: str, shown_ms: int) -> None:
    source = film()  # type: ignore[operator]
    asset = packaged(source, preview=preview)
    rendition = asset.renditions.get(retired_at=None)
    assert (rendition.name, rendition.preview_ms) == (name, shown_ms)
    assert preview * 1000 - rendition.preview_ms <= NEAR_MS
    assert abs(sum(row[0] for row in rendition.segments) - scan(source).duration_ms) < 300


@pytest.mark.django_db
def test_a_film_of_one_picture_gets_its_ladder_too() -> None:
    asset = ladder_now(packaged(cover(), preview=10).pk)
    made = {one.name: one for one in asset.renditions.filter(retired_at=None)}
    assert (asset.ladder_error, set(made)) == ("", {"180p", "audio"})
    assert len({len(one.segments) for one in made.values()}) == 1
