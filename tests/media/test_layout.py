from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyu.media.keys import content_key, master_key, segment_iv
from zhiyu.media.layout import (
    EPOCH_SEGMENTS,
    FRAME_SLACK_MS,
    SHORTEST_SHOWN_MS,
    epochs,
    loses_too_much,
    preview_limit_ms,
    segments_within,
)
from zhiyu.media.models import Asset, Rendition
from zhiyu.media.playlist import media_playlist

durations = st.lists(st.integers(1, 14_000), min_size=1, max_size=120)
limits = st.integers(0, 400_000)


@given(durations, limits)
def test_the_preview_is_all_that_fits_and_nothing_more(lengths: list[int], limit: int) -> None:
    count = segments_within(lengths, limit)
    assert sum(lengths[:count]) <= limit + FRAME_SLACK_MS
    if limit > 0 and count < len(lengths):
        assert sum(lengths[: count + 1]) > limit + FRAME_SLACK_MS


@given(durations, limits)
def test_regular_segments_lose_much_only_where_nothing_would_be_left(lengths: list[int], limit: int) -> None:
    short = [min(length, 6_000) for length in lengths]
    nothing = limit >= SHORTEST_SHOWN_MS and not segments_within(short, limit)
    assert loses_too_much(short, limit) == nothing


@given(st.integers(1, 400), st.data())
def test_no_key_opens_both_sides_of_the_boundary(count: int, data: st.DataObject) -> None:
    preview = data.draw(st.integers(0, count))
    found = epochs(count=count, preview=preview)
    assert len(found) == count
    assert not set(found[:preview]) & set(found[preview:])
    assert found[:1] == [0]
    assert all(b - a in {0, 1} for a, b in pairwise(found))
    assert all(found.count(epoch) <= EPOCH_SEGMENTS for epoch in set(found))


@given(durations, limits)
def test_a_preview_playlist_names_no_paid_segment_and_no_paid_key(lengths: list[int], limit: int) -> None:
    preview = segments_within(lengths, limit)
    keys = epochs(count=len(lengths), preview=preview)
    rows = [[length, 1, epoch] for length, epoch in zip(lengths, keys, strict=True)]
    rendition = Rendition(asset=Asset(), name="720p", segments=rows, preview_segments=preview)
    text = media_playlist(rendition, segments=preview)
    assert text.count("#EXTINF") == preview
    for number in range(preview, len(lengths)):
        assert f"720p/{number}.ts" not in text.splitlines()
    assert not any(f'key/{epoch}"' in text for epoch in keys[preview:])
    assert media_playlist(rendition, segments=Rendition.WHOLE).count("#EXTINF") == len(lengths)


@given(st.integers(0, 20_000_000), st.none() | st.integers(0, 30_000))
def test_the_usual_preview_is_three_minutes_or_a_third(duration: int, seconds: int | None) -> None:
    limit = preview_limit_ms(duration_ms=duration, preview_seconds=seconds)
    assert 0 <= limit <= duration
    if seconds is None:
        assert limit == min(180_000, duration // 3)
    else:
        assert limit == min(seconds * 1000, duration)


def test_keys_differ_by_everything_they_are_made_of() -> None:
    one, two = Asset(), Asset()
    made = [
        content_key(asset_id=asset.pk, name=name, version=version, epoch=epoch)
        for asset in (one, two)
        for name in ("360p", "720p")
        for version in (1, 2, 11)
        for epoch in (0, 1, 11)
    ]
    assert len(set(made)) == len(made) == 36
    assert {len(key) for key in made} == {16}
    ivs = {segment_iv(asset_id=one.pk, name="720p", version=v, number=n) for v in (1, 2) for n in range(100)}
    assert len(ivs) == 200


def test_a_key_file_that_is_not_whole_encrypts_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIYU_HOME", str(tmp_path))
    monkeypatch.delenv("ZHIYU_MEDIA_KEY", raising=False)
    (tmp_path / "media_key").touch()
    master_key.cache_clear()

    with pytest.raises(ValueError, match=str(tmp_path / "media_key")):
        master_key()
