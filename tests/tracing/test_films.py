"""The mark in moving pictures, from the encode to the bits of a copy. ``LONG`` tries more copies."""

import functools
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.media.films import wrong as damaged
from tests.pace import LONG
from tests.tracing import films
from zhiyu.media.errors import PackagingFailed
from zhiyu.tracing import decoding, finding
from zhiyu.tracing.decoding import Reading
from zhiyu.tracing.frames import grey
from zhiyu.tracing.marking import Variant

BITS = [1, 0, 0, 1]
FIRST = 58
CAMERA = "scale=360:202,rotate=0.02:c=black,gblur=sigma=0.6,eq=gamma=1.15,noise=alls=6:allf=t,fps=30"
CUT = "crop=iw*0.95:ih*0.95:iw*0.03:ih*0.02,scale=360:202"
CHANGES = {
    "filmed": ["-ss", "1.3", "-vf", CAMERA, "-crf", "23"],
    "cut": ["-vf", CUT, "-crf", "23"],
    "weak": ["-crf", "25"],
}


def read(copy: Path) -> Reading:
    place = finding.place(finding.prints(copy), prints_of_the_film())
    return decoding.read(copy, films.film(), key=films.KEY, place=place)


@functools.cache
def prints_of_the_film() -> finding.Prints:
    return finding.prints(films.film())


def luma_of_the_film() -> NDArray[np.int16]:
    frames = grey(films.film(), rate=25, width=films.WIDTH, height=films.HEIGHT)
    return np.stack([frame.astype(np.int16) for frame in islice(frames, FIRST)])


def luma_of(raw: Path) -> NDArray[np.int16]:
    size = films.WIDTH * films.HEIGHT
    frames = np.frombuffer(raw.read_bytes(), dtype=np.uint8).reshape(-1, size * 3 // 2)[:FIRST, :size]
    return frames.astype(np.int16).reshape(-1, films.HEIGHT, films.WIDTH)


def test_variants_are_opposite_no_darker_no_lighter_and_change_with_every_segment() -> None:
    film = luma_of_the_film()
    up, down = (luma_of(films.exact(which)) - film for which in Variant)
    assert max(abs(up.mean()), abs(down.mean())) < 0.1
    assert (up == -down).mean() > 0.999
    assert np.abs(up).max() <= 2
    assert 0.5 < np.sqrt((up.astype(float) ** 2).mean()) < 0.8
    assert (up[0] == up[49]).all()
    assert (up[49] != up[50]).mean() > 0.1


@pytest.mark.parametrize("name", list(CHANGES) if LONG > 1 else ["filmed"])
def test_the_bits_of_whoever_was_served_are_read_from_a_copy(name: str) -> None:
    found = read(films.copied(films.served(BITS), name, *CHANGES[name]))
    assert len(found.numbers) == 4
    assert found.sure.sum() >= 3
    assert (found.bits[found.sure] == np.array(BITS)[found.sure]).all()


def test_an_unmarked_copy_says_nothing() -> None:
    assert np.abs(read(films.copied(films.film(), "plain", "-t", "4", "-crf", "26")).z).max() < 4.5


def test_a_foreign_film_is_of_no_lesson() -> None:
    upside_down = prints_of_the_film()[:, ::-1]
    assert not finding.place(upside_down, prints_of_the_film()).found
    assert finding.place(finding.prints(films.served(BITS)), prints_of_the_film()).found
    assert not finding.place(prints_of_the_film()[:0], prints_of_the_film()).found


def test_a_damaged_copy_is_refused() -> None:
    with pytest.raises(PackagingFailed):
        finding.prints(damaged("copy.mp4", b"no film at all" * 100))
