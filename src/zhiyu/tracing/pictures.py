"""The mark in pictures and page images, found again with the original beside the copy; ``drawing`` puts it in.

Nothing is chosen between here: each viewer gets a picture of their own. The signs of an account's pattern are fair
coins to everybody else, so that by Hoeffding's inequality an innocent account's z reaches t with a chance of at most
``exp(-t*t/2)``, whatever the copy looks like, and of several pages together as well, since each has coins of its own.
"""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from zhiyu.tracing import decoding, finding, patterns, registering
from zhiyu.tracing.codes import Code, Scores
from zhiyu.tracing.registering import Matrix

WORDS = patterns.CELLS // 32
AT_ONCE = 2000
WIDE = finding.COLUMNS * finding.ROWS
# A sheet on a table: so much of the photograph at least, and so nearly a quadrangle.
SHEET, CORNERS, BEND = 0.15, 4, 0.03
SMALL = 400
# So much of a difference in shape is a copy that was stretched.
ABOUT = 0.08
# A smaller part of a page than that is no proof, and a strip would fill the memory.
MOST_ADDED = 8
CERTAIN = 0.6
DETAIL = 7

Grey = NDArray[np.uint8]
Floats = NDArray[np.float64]


TURNS = 4
SIDE = 2400


@dataclass(frozen=True, kw_only=True)
class Laid:
    """A copy as it lies on an original, and how much of the original's detail is in it (0 to 1)."""

    copy: Grey
    matrix: Matrix
    fit: float


def grey(picture: Image.Image) -> Grey:
    """What a page shows on white, no larger than it needs to be."""
    shown = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    flat = Image.new("RGB", shown.size, "white")
    flat.paste(shown, mask=shown if shown.mode == "RGBA" else None)
    flat.thumbnail((SIDE, SIDE))
    return np.asarray(flat.convert("L"), dtype=np.uint8)


def grey_of(page: Path | zipfile.Path) -> Grey:
    with page.open("rb") as content, Image.open(content) as picture:
        return grey(ImageOps.exif_transpose(picture))


def together(prints: Sequence[finding.Prints]) -> finding.Prints:
    return np.concatenate(prints) if prints else np.zeros((0, WIDE), dtype=np.float32)


def signs(seed: bytes, accounts: Sequence[int]) -> NDArray[np.int8]:
    """A row of 64 x 36 signs for each account; ``seed`` is of one picture."""
    words = Code(seed=seed).words(accounts, np.arange(WORDS))
    coins = np.unpackbits(np.ascontiguousarray(words, dtype=">u4").view(np.uint8), axis=1)
    return coins.astype(np.int8) * 2 - 1


def print_of(picture: Grey) -> finding.Prints:
    """One row that tells pictures apart and stays nearly the same through a crop, a resize and JPEG."""
    tiny = cv2.resize(picture, (finding.COLUMNS, finding.ROWS), interpolation=cv2.INTER_AREA)
    return finding.levelled(tiny.astype(np.float32).reshape(1, -1))


def prints_of(copy: Grey) -> finding.Prints:
    """A copy as it may have to be seen: turned, or the sheet that lies in it."""
    seen = [np.rot90(copy, turn) for turn in range(TURNS)]
    if (found := sheet(copy)) is not None:
        seen += [np.rot90(found, turn) for turn in range(TURNS)]
    return np.concatenate([print_of(np.ascontiguousarray(one)) for one in seen])


def likeliest(copy: Grey, originals: finding.Prints, *, most: int) -> list[tuple[int, int]]:
    """(number, by how many quarters to turn the copy) of the originals that it is most alike, the likeliest first."""
    alike = originals @ prints_of(copy).T
    order = np.argsort(-alike.max(axis=1), kind="stable")[:most]
    return [(int(one), int(alike[one].argmax()) % TURNS) for one in order]


def sheet(copy: Grey) -> Grey | None:
    """The brightest large quadrangle, laid flat: a page on a table, or a screen in a dark room."""
    by = SMALL / max(copy.shape)
    small = cv2.GaussianBlur(cv2.resize(copy, None, fx=by, fy=by, interpolation=cv2.INTER_AREA), (0, 0), 2)
    _level, bright = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    closed = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    edges, _nested = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not edges:
        return None
    largest = cv2.convexHull(max(edges, key=cv2.contourArea))
    corners = cv2.approxPolyDP(largest, BEND * cv2.arcLength(largest, closed=True), closed=True)
    if len(corners) != CORNERS or cv2.contourArea(corners) < SHEET * small.size:
        return None
    at = corners.reshape(CORNERS, 2).astype(np.float32)
    # From the upper left one on, as a clock goes.
    around = at[np.argsort(np.arctan2(*(at - at.mean(axis=0)).T[::-1]))]
    around = np.roll(around, -int(np.argmin(around.sum(axis=1))), axis=0)
    size = (decoding.WIDTH, decoding.HEIGHT)
    flat = np.array([[0, 0], [size[0], 0], size, [0, size[1]]], dtype=np.float32)
    return np.asarray(cv2.warpPerspective(small, cv2.getPerspectiveTransform(around, flat), size), dtype=np.uint8)


def laid(copy: Grey, original: Grey, *, turn: int) -> Laid:
    """By corners that agree, of the copy turned or as it is, as it was cut or as it was stretched; the best of them."""
    turned = [np.ascontiguousarray(np.rot90(copy, quarters)) for quarters in {turn: 1, 0: 1}]
    ways = [way for one in turned for way in (one, framed(one, original)) if way is not None]
    best = lay(ways[0], original)
    for way in ways[1:]:
        if best.fit >= CERTAIN:
            break
        best = max(best, lay(way, original), key=lambda one: one.fit)
    return best


def lay(copy: Grey, original: Grey) -> Laid:
    """Where too few corners agree, as if nothing had been cut or turned."""
    matrix = registering.homography([(sized(original, decoding.FINE), sized(copy, decoding.FINE))])
    found = np.eye(3, dtype=np.float32) if matrix is None else registering.scaled(matrix, 1 / decoding.FINE)
    film, seen = sized(original).astype(np.float32), registering.seen((decoding.HEIGHT, decoding.WIDTH), found)
    there = registering.onto_film(sized(copy).astype(np.float32), found)
    return Laid(copy=copy, matrix=found, fit=likeness(detail(film), detail(there), seen))


def framed(copy: Grey, original: Grey) -> Grey | None:
    """With an edge that gives it the shape of the original, so that half a page is not squeezed like a whole one."""
    (height, width), (tall, wide) = copy.shape, original.shape
    down, right = max(0, round(width * tall / wide) - height), max(0, round(height * wide / tall) - width)
    if not ABOUT <= max(down / height, right / width) <= MOST_ADDED:
        return None
    return np.asarray(cv2.copyMakeBorder(copy, 0, down, 0, right, cv2.BORDER_REPLICATE), dtype=np.uint8)


def detail(picture: registering.Picture) -> registering.Picture:
    """Without what all pages have in common: where the paper ends, where a paragraph lies."""
    return np.asarray(picture - cv2.blur(picture, (DETAIL, DETAIL)), dtype=np.float32)


def likeness(ours: registering.Picture, theirs: registering.Picture, seen: registering.Picture) -> float:
    """Over the whole original: what shows a corner of it only is not much like it."""
    shown = theirs * seen
    length = float(np.linalg.norm(ours) * np.linalg.norm(shown))
    return float((ours * shown).sum()) / length if length else 0.0


def sums(found: Laid, original: Grey) -> Floats:
    """What each cell of the pattern says; the squares sum to 1."""
    return decoding.levelled(decoding.cells([sized(original)], [sized(found.copy)], found.matrix)).ravel()


def score(said: Sequence[tuple[bytes, Floats]], *, accounts: Sequence[int]) -> Scores:
    """z of every account over all pages of a copy, each by its seed, and Hoeffding's bound of its p-value."""
    z, agreeing = np.zeros(len(accounts)), np.zeros(len(accounts), dtype=np.int64)
    for seed, cells in said:
        for start in range(0, len(accounts), AT_ONCE):
            rows = signs(seed, accounts[start : start + AT_ONCE])
            z[start : start + AT_ONCE] += rows @ cells / np.sqrt(len(said))
            agreeing[start : start + AT_ONCE] += (rows == np.sign(cells)).sum(axis=1)
    read = patterns.CELLS * len(said)
    return Scores(accounts=accounts, score=z, agreeing=agreeing, log_p=-(np.maximum(z, 0) ** 2) / 2, read=read)


def sized(picture: Grey, times: int = 1) -> Grey:
    size = (times * decoding.WIDTH, times * decoding.HEIGHT)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
