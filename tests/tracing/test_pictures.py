"""The mark in pictures: a viewer's own pattern, found again with the original."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from zhiyu.tracing import drawing, pictures
from zhiyu.tracing.codes import Scores
from zhiyu.tracing.verdict import judge

Colours = NDArray[np.uint8]
SEED = b"a picture's seed"
ACCOUNTS, PLANTED = range(1, 10_001), 6789


def photograph(seed: int) -> Colours:
    """Clouds of nature's own spectrum with some edges."""
    chance = np.random.default_rng(seed)
    far = np.hypot(np.fft.fftfreq(540)[:, None], np.fft.fftfreq(960)[None])
    grey = np.fft.ifft2(np.fft.fft2(chance.normal(0, 1, (540, 960))) / (far + 0.003) ** 1.3).real
    grey = np.clip(128 + grey / grey.std() * 45, 0, 255)
    picture = np.repeat(grey[:, :, None], 3, axis=2).astype(np.uint8)
    for _mark in range(25):
        x, y = (int(one) for one in chance.integers(0, 900, 2))
        cv2.rectangle(
            picture, (x, y % 500), (x + 40, y % 500 + 25), [int(one) for one in chance.integers(0, 255, 3)], -1
        )
    return picture


def page() -> Colours:
    picture = np.full((1000, 707, 3), 255, dtype=np.uint8)
    for row in range(28):
        cv2.putText(
            picture, f"{row} a promise is a thing to keep {row * 37}", (40, 60 + 33 * row), 0, 0.8, (20, 20, 20), 2
        )
    return picture


def marked(picture: Colours, *, seed: bytes = SEED, account: int = PLANTED) -> Colours:
    return np.asarray(drawing.drawn(Image.fromarray(picture), seed=seed, account=account))


def scored(copy: Colours, original: Colours) -> Scores:
    laid = pictures.laid(grey(copy), grey(original), turn=0)
    return pictures.score([(SEED, pictures.sums(laid, grey(original)))], accounts=ACCOUNTS)


def grey(picture: Colours) -> Colours:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def sent_by_wechat(picture: Colours) -> Colours:
    height, width = picture.shape[:2]
    smaller = cv2.resize(picture, (width * 3 // 4, height * 3 // 4), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", smaller, [cv2.IMWRITE_JPEG_QUALITY, 60])[1], 1), dtype=np.uint8)


def cut(picture: Colours) -> Colours:
    height, width = picture.shape[:2]
    inner = picture[int(height * 0.02) : int(height * 0.97), int(width * 0.03) : int(width * 0.98)]
    return sent_by_wechat(np.asarray(cv2.resize(inner, (width, height)), dtype=np.uint8))


@pytest.mark.parametrize("change", [sent_by_wechat, cut])
@pytest.mark.parametrize("what", ["photograph", "page"])
def test_whose_copy_it_is_comes_first_of_ten_thousand(what: str, change: Callable[[Colours], Colours]) -> None:
    original = photograph(1) if what == "photograph" else page()
    copy = change(marked(original))
    verdict = judge(scored(copy, original))
    assert [one.account for one in verdict.accused] == [PLANTED]


def test_an_unmarked_picture_and_one_of_another_seed_accuse_nobody() -> None:
    original = photograph(1)
    for copy in (original, marked(original, seed=b"another pictures")):
        scores = scored(sent_by_wechat(copy), original)
        assert judge(scores).accused == []


def test_the_mark_costs_little_and_leaves_white_paper_within_its_range() -> None:
    for original in (photograph(2), page()):
        drawn_on = marked(original, account=5)
        error = ((drawn_on.astype(float) - original) ** 2).mean()
        assert 10 * np.log10(255**2 / error) >= 45
        assert drawn_on.max() <= 255


@pytest.mark.parametrize("turn", [0, 1, 3])
def test_the_original_of_a_copy_is_looked_up_however_it_is_turned(turn: int) -> None:
    originals = [photograph(seed) for seed in range(3)]
    prints = np.concatenate([pictures.print_of(grey(one)) for one in originals])
    copy = np.ascontiguousarray(np.rot90(grey(cut(originals[2])), turn))
    number, back = pictures.likeliest(copy, prints, most=3)[0]
    assert number == 2
    assert pictures.laid(copy, grey(originals[2]), turn=back).fit > 0.6
    assert all(pictures.laid(copy, grey(one), turn=back).fit < 0.3 for one in originals[:2])
    assert not pictures.likeliest(copy, prints[:0], most=3)


def test_a_page_on_a_table_is_seen_flat() -> None:
    table = np.full((900, 700, 3), 60, dtype=np.uint8)
    corners = np.array([[90, 110], [600, 60], [640, 820], [50, 780]], dtype=np.float32)
    flat = np.array([[0, 0], [707, 0], [707, 1000], [0, 1000]], dtype=np.float32)
    warped = cv2.warpPerspective(
        marked(page()),
        cv2.getPerspectiveTransform(flat, corners),
        (700, 900),
        dst=table,
        borderMode=cv2.BORDER_TRANSPARENT,
        flags=cv2.INTER_AREA,
    )
    seen: Colours = np.asarray(warped, dtype=np.uint8)
    alike = np.dot(pictures.print_of(grey(page())), pictures.prints_of(grey(seen)).T)
    assert float(alike.max()) > 0.7
    assert [one.account for one in judge(scored(seen, page())).accused] == [PLANTED]


def test_a_strip_is_laid_onto_a_page_without_being_made_as_large_as_one() -> None:
    strip, whole = np.zeros((2400, 4), dtype=np.uint8), grey(page())
    for copy, original in ((strip, whole), (whole, strip), (strip.T, whole), (whole, strip.T)):
        assert pictures.framed(copy, original) is None
        assert pictures.laid(copy, original, turn=0).fit < 0.3
    third = whole[: len(whole) // 3]
    assert pictures.framed(third, whole) is not None, "half a page is framed as ever"


def test_p_values_of_the_innocent_are_never_too_small() -> None:
    """Of a marked picture and a plain one, over a hundred thousand innocent accounts each."""
    original = photograph(3)
    for copy in (original, marked(original, account=2**40)):
        laid = pictures.laid(grey(sent_by_wechat(copy)), grey(original), turn=0)
        cells = pictures.sums(laid, grey(original))
        log_p = pictures.score([(SEED, cells), (b"the page after!!", cells)], accounts=range(1, 100_001)).log_p
        for p in (0.1, 0.01, 0.001, 0.0001):
            assert (log_p <= np.log(p)).mean() <= p * 1.05
