"""What a copy of a picture is held against, and the number by which each is drawn on. No numpy.

A page of a document, a picture of a set or of a book's chapters, or the one picture of a text.
"""

import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from zhiyu.media import files, images, layout
from zhiyu.media.books import reading
from zhiyu.media.models import Asset
from zhiyu.media.queries import current_rendition
from zhiyu.tracing.models import Trace

# Pages and chapters are made once.
VERSION = 1
NOWHERE = Path("/nonexistent")


@dataclass(frozen=True)
class Original:
    number: int
    place: Path | zipfile.Path


def of_asset(asset: Asset) -> list[Original]:
    """All that can be drawn on, always in the same order. What moves cannot."""
    if asset.kind == Asset.Kind.IMAGE:
        shown = files.display_image(asset.pk)
        return [Original(0, shown)] if shown.exists() and not images.moves(shown) else []
    if asset.kind == Asset.Kind.BOOK:
        return in_book(files.asset_dir(asset.pk) / f"{layout.CHAPTERS}.{VERSION}")
    rendition = current_rendition(asset.pk)
    return pages(asset, len(rendition.segments) if rendition else 0)


def of_trace(trace: Trace) -> list[Original]:
    """Those that were there when it was looked over; one that is gone is still counted."""
    asset = Asset.objects.filter(pk=trace.asset_id).first()
    if asset is None:
        found = []
    elif asset.kind in {Asset.Kind.IMAGE, Asset.Kind.BOOK}:
        found = of_asset(asset)
    else:
        found = pages(asset, trace.count)
    return found + [Original(number, NOWHERE) for number in range(len(found), trace.count)]


def pages(asset: Asset, count: int) -> list[Original]:
    return [Original(n, files.segment(asset.pk, f"{layout.PAGES}.{VERSION}", n)) for n in range(count)]


def in_book(folder: Path) -> list[Original]:
    found = []
    for chapter, path in sorted((int(one.stem), one) for one in folder.glob("*.zip")):
        with zipfile.ZipFile(path) as kept:
            names = sorted(kept.namelist(), key=lambda name: int(name.partition(".")[0]))
            still = [name for name in names if not images.moves(BytesIO(kept.read(name)))]
        for name in still:
            number = reading.number_of(chapter, int(name.partition(".")[0]))
            found.append(Original(number, zipfile.Path(path, name)))
    return found
