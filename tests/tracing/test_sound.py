"""The mark in sound: read without the original, wherever the copy begins."""

import numpy as np
import pytest

from tests.tracing.voice import RATE, through, voice
from zhiyu.tracing import sound
from zhiyu.tracing.sound import Heard, Samples

KEY = b"a key of thirty-two bytes, or so"
BITS = np.random.default_rng(9).integers(0, 2, 30).astype(np.int8)
SEGMENTS_OF_THE_LESSON = 200


@pytest.fixture(scope="module")
def spoken() -> Samples:
    return voice(60)


@pytest.fixture(scope="module")
def marked(spoken: Samples) -> Samples:
    return sound.marked(spoken, RATE, key=KEY, bits=BITS)


def wrong(found: Heard) -> int:
    here = found.numbers < len(BITS)
    return int((found.bits[here] != BITS[found.numbers[here]]).sum())


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("opus", ["-c:a", "libopus", "-b:a", "24k"]),
        ("aac", ["-c:a", "aac", "-b:a", "64k"]),
        ("mp3", ["-c:a", "libmp3lame", "-b:a", "32k"]),
    ],
)
def test_no_bit_of_thirty_is_wrong_after_a_codec(marked: Samples, name: str, codec: list[str]) -> None:
    found = sound.heard(through(marked, name, *codec), RATE, key=KEY, count=SEGMENTS_OF_THE_LESSON)
    assert (len(found.numbers), wrong(found)) == (30, 0)
    assert abs(found.start) < 0.05


def test_a_copy_that_begins_later_is_found_in_its_place(marked: Samples) -> None:
    late = marked[int(9.3 * RATE) :]
    found = sound.heard(late, RATE, key=KEY, count=SEGMENTS_OF_THE_LESSON)
    assert found.start == pytest.approx(9.3, abs=0.02)
    assert (found.numbers.tolist(), wrong(found)) == (list(range(5, 30)), 0)


def test_what_is_unmarked_or_too_short_says_nothing(spoken: Samples) -> None:
    plain = sound.heard(spoken, RATE, key=KEY, count=SEGMENTS_OF_THE_LESSON)
    assert np.abs(plain.z).mean() < 2
    assert len(sound.heard(spoken[:RATE], RATE, key=KEY, count=SEGMENTS_OF_THE_LESSON).numbers) == 0


def test_sound_beyond_the_bits_and_outside_the_band_stays_as_it_was(spoken: Samples) -> None:
    marked = sound.marked(spoken, RATE, key=KEY, bits=BITS[:5])
    assert len(marked) == len(spoken)
    assert np.abs(marked[11 * RATE :] - spoken[11 * RATE :]).max() < 1e-5
    change = np.abs(np.fft.rfft(marked - spoken))
    low = change[: int(400 * len(spoken) / RATE)]
    assert low.max() < 0.05 * change.max()
