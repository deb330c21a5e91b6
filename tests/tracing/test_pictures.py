"""The mark in pictures: a viewer's own pattern, found again with the original."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from zhiyu.tracing import pictures
from zhiyu.tracing.pictures import Colours
from zhiyu.tracing.verdict import judge

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
    copy = change(pictures.marked(original, seed=SEED, account=PLANTED))
    verdict = judge(pictures.score(grey(copy), grey(original), seed=SEED, accounts=ACCOUNTS))
    assert [one.account for one in verdict.accused] == [PLANTED]


def test_an_unmarked_picture_and_one_of_another_seed_accuse_nobody() -> None:
    original = photograph(1)
    for copy in (original, pictures.marked(original, seed=b"another pictures", account=PLANTED)):
        scores = pictures.score(grey(sent_by_wechat(copy)), grey(original), seed=SEED, accounts=ACCOUNTS)
        assert judge(scores).accused == []


def test_the_mark_costs_little_and_leaves_white_paper_within_its_range() -> None:
    for original in (photograph(2), page()):
        marked = pictures.marked(original, seed=SEED, account=5)
        error = ((marked.astype(float) - original) ** 2).mean()
        assert 10 * np.log10(255**2 / error) >= 45
        assert marked.max() <= 255


def test_the_original_of_a_copy_is_looked_up_and_a_foreign_picture_has_none() -> None:
    originals = [photograph(seed) for seed in range(3)]
    prints = np.concatenate([pictures.print_of(grey(one)) for one in originals])
    found = pictures.look_up(grey(cut(originals[2])), prints)
    assert (found.number, found.found) == (2, True)
    assert not pictures.look_up(grey(photograph(9)), prints).found
    assert not pictures.look_up(grey(photograph(9)), prints[:0]).found
