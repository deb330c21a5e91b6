"""Lessons of many hours are looked at and marked piece by piece, with the same outcome as at once."""

from pathlib import Path

import av
import numpy as np
import pytest

from tests.media import films
from tests.tracing import films as traced
from zhiyu.media.packaging import EVEN_BYTES, EVEN_RATE
from zhiyu.tracing import hearing, looks, marking, sound
from zhiyu.tracing.frames import grey

EIGHT_HOURS = 8 * 3600


def test_marked_sound_of_eight_hours_says_how_long_it_is(tmp_path: Path) -> None:
    """Sparse: 5.5 GB that take no room."""
    count, long = EIGHT_HOURS * EVEN_RATE, tmp_path / "a.wav"
    head = hearing.rf64(count)
    with long.open("wb") as out:
        out.write(head)
        out.truncate(len(head) + count * EVEN_BYTES)
    with av.open(str(long)) as opened:
        (track,) = opened.streams.audio
        assert (track.rate, track.channels, opened.duration) == (EVEN_RATE, 2, EIGHT_HOURS * 1_000_000)
    assert long.stat().st_blocks * 512 < 2**20


def test_marked_sound_is_read_back_to_the_sample(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    even = (chance.normal(0, 3000, (EVEN_RATE * 4, 2))).astype("<i2")
    (tmp_path / "even.raw").write_bytes(even.tobytes())
    hearing.write_marked(tmp_path / "even.raw", tmp_path / "a.wav", key=b"k" * 32, bit=1, count=0)
    with av.open(str(tmp_path / "a.wav")) as opened:
        read = np.concatenate([frame.to_ndarray().reshape(-1, 2) for frame in opened.decode(audio=0)])
    assert read.shape == even.shape
    assert np.abs(read.astype(int) - even.astype(int)).max() <= 1


def test_a_lesson_is_heard_piece_by_piece_as_it_is_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recording = films.sound(seconds=8)
    at_once = hearing.prints(hearing.samples(recording, most_seconds=3600))
    monkeypatch.setattr(sound, "AT_ONCE", 50)
    piece_by_piece = hearing.prints(hearing.whole(recording, into=tmp_path))
    assert len(piece_by_piece) == len(at_once) > 50
    assert np.abs(piece_by_piece - at_once).max() < 1e-4


def test_a_film_is_looked_at_frame_by_frame() -> None:
    film = traced.film()
    frames = np.stack(list(grey(film, rate=marking.LOOKS_A_SECOND, width=looks.WIDTH, height=looks.HEIGHT)))
    found = looks.look(film)
    assert found.seconds == len(frames) / marking.LOOKS_A_SECOND == traced.SECONDS
    assert found.moving == marking.moving(film)
    assert len(found.moving) == traced.SEGMENTS
    assert len(found.prints) == len(frames[:: looks.EVERY])
    assert looks.look(film, most_seconds=3).seconds == 3
