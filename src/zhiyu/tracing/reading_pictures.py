"""A suspect picture, or a PDF of pages, from its bytes to what may be said of it. Heavy, as ``reading`` is.

The tiny pictures tell what to try first; which original it is, its detail decides, laid onto it. Nobody's pattern is
looked at until all of that is known.
"""

import math
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from zhiyu.media import documents, images
from zhiyu.media.errors import PackagingFailed
from zhiyu.media.probe import HEAD_BYTES, MAGIC
from zhiyu.media.tracers import NOBODY
from zhiyu.tracing import looks, patterns, pictures
from zhiyu.tracing.errors import CopyRefused
from zhiyu.tracing.pictures import Floats, Grey, Laid
from zhiyu.tracing.reading import Answer, Owner, Told
from zhiyu.tracing.verdict import FALSE_ACCUSATION, judge

READ_HERE = {"image", "pdf"}
LARGEST = 512 * 1024 * 1024
# More pages than a proof ever needs.
MOST_PAGES = 24
# Of a school's pages, so many are laid under a copy at most.
MOST_TRIED = 200
# Beside a lesson that fits, works are only mentioned.
MOST_BESIDE = 8
FITS = 0.35
# Two originals that show the same.
TWINS = 0.9


@dataclass(frozen=True, kw_only=True)
class Pages:
    """Pages of a document, pictures of a set, a book or a text, that a copy can be of; ``accounts`` were ever given
    them.

    Without a ``trace``: a learner's own picture, known by ``own``; its owner is the only account.
    """

    trace: int | None
    own: str = ""
    prints: bytes
    page: Callable[[int], Path | zipfile.Path]
    seed: Callable[[int], bytes]
    count: int
    accounts: Sequence[int]


@dataclass(frozen=True, kw_only=True)
class Match:
    pages: Pages
    number: int
    laid: Laid


def is_here(copy: Path) -> bool:
    """Whether it is for this reader and not for the one of films."""
    with copy.open("rb") as content:
        head = content.read(HEAD_BYTES)
    return next((family for magic, family in MAGIC if magic.match(head)), None) in READ_HERE


def read(copy: Path, known: Sequence[Pages], *, told: Told = lambda _percent: None) -> Answer:
    """Raises ``CopyRefused`` for what cannot be read, and never anything else for what is in the file."""
    if copy.stat().st_size > LARGEST:
        raise CopyRefused(_("这个文件太大了。请只交其中几页。"))
    try:
        return answer([*seen_in(copy)], known, told)
    except (PackagingFailed, images.Unreadable, images.TooManyPixels, ValueError, OSError, cv2.error) as error:
        raise CopyRefused(_("这个文件读不了。请换成 JPG、PNG、WebP 图片，或者没有密码的 PDF。")) from error


def seen_in(copy: Path) -> Iterator[Grey]:
    with copy.open("rb") as content:
        is_picture = not content.read(HEAD_BYTES).lstrip().startswith(b"%PDF")
    if is_picture:
        images.inspect(copy)
        with Image.open(copy, formats=images.FORMATS) as picture:
            yield pictures.grey(ImageOps.exif_transpose(picture))
    else:
        documents.length_ms(copy)
        yield from map(pictures.grey, documents.drawn(copy, most=MOST_PAGES))


def answer(copies: Sequence[Grey], known: Sequence[Pages], told: Told) -> Answer:
    """A lesson that fits is judged, however well a work fits: else who puts a page up as theirs would not be found."""
    lessons, ours = [one for one in known if not one.own], [one for one in known if one.own]
    found: list[Match] = []
    works: list[Match] = []
    for at, copy in enumerate(copies):
        found += matches_of(copy, lessons, most=MOST_TRIED)
        works += matches_of(copy, ours, most=MOST_BESIDE if found else MOST_TRIED)
        told(10 + 70 * (at + 1) // len(copies))
    beside = owned(max(works, key=fit_of), ours) if works else Answer(trace=None, kind="pictures")
    if not found:
        told(95)
        return beside
    # What belongs to another document is another inquiry.
    most = max(found, key=lambda one: sum(each.laid.fit for each in found if each.pages is one.pages)).pages
    best: dict[int, Match] = {}
    for one in found:
        if one.pages is most and (one.number not in best or best[one.number].laid.fit < one.laid.fit):
            best[one.number] = one
    numbers = sorted(best)
    said = [(most.seed(one), pictures.sums(best[one].laid, pictures.grey_of(most.page(one)))) for one in numbers]
    told(95)
    fit = float(np.mean([best[one].laid.fit for one in numbers]))
    of = Answer(trace=most.trace, kind="pictures", alike=fit, pages=numbers)
    return verdict_of(replace(of, owners=beside.owners, compared=beside.compared), most, said)


def fit_of(match: Match) -> float:
    return match.laid.fit


def owned(found: Match, every: Sequence[Pages]) -> Answer:
    """Whose marks are on a learner's picture. Who took it as theirs has one that looks the same: both are asked."""
    ours = looks.unpacked(found.pages.prints, wide=pictures.WIDE)
    owners = []
    for one in every:
        if one is found.pages:
            laid = found.laid
        elif float((looks.unpacked(one.prints, wide=pictures.WIDE) @ ours.T).max()) < TWINS or not one.page(0).exists():
            continue
        else:
            laid = pictures.laid(found.laid.copy, pictures.grey_of(one.page(0)), turn=0)
        said = [(one.seed(0), pictures.sums(laid, pictures.grey_of(one.page(0))))]
        (suspect,) = judge(pictures.score(said, accounts=one.accounts)).suspects
        marked = replace(suspect, expected=suspect.p * len(every))
        owners.append(Owner(own=one.own, marked=marked, certain=marked.accused))
    owners.sort(key=lambda one: (not one.certain, one.own != found.pages.own))
    return Answer(
        trace=None, kind="work", alike=found.laid.fit, segments=patterns.CELLS, owners=owners, compared=len(every)
    )


def matches_of(copy: Grey, known: Sequence[Pages], *, most: int) -> list[Match]:
    """The first that fits for certain, or else the one that fits best, or none."""
    places = [(pages, number) for pages in known for number in range(pages.count)]
    if not places:
        return []
    prints = np.concatenate([looks.unpacked(pages.prints, wide=pictures.WIDE) for pages in known])
    best: Match | None = None
    for at, turn in pictures.likeliest(copy, prints, most=most):
        pages, number = places[at]
        if not pages.page(number).exists():
            continue
        laid = pictures.laid(copy, pictures.grey_of(pages.page(number)), turn=turn)
        if laid.fit >= FITS and (best is None or laid.fit > best.laid.fit):
            best = Match(pages=pages, number=number, laid=laid)
        if laid.fit >= pictures.CERTAIN:
            break
    return [best] if best else []


def verdict_of(found: Answer, pages: Pages, said: Sequence[tuple[bytes, Floats]]) -> Answer:
    """Who has no login is shown what all of them are shown: no account, and yet an answer."""
    scores = pictures.score(said, accounts=[*pages.accounts, NOBODY])
    limit = math.log(FALSE_ACCUSATION / len(scores.accounts))
    named = replace(
        scores,
        accounts=pages.accounts,
        score=scores.score[:-1],
        agreeing=scores.agreeing[:-1],
        log_p=scores.log_p[:-1],
    )
    verdict = judge(named) if pages.accounts else None
    return replace(found, segments=scores.read, public=bool(scores.log_p[-1] < limit), verdict=verdict)
