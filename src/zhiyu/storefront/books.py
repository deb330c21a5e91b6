"""A book's contents as its reader finds them."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhiyu.media.queries import titles_of
from zhiyu.storefront.lessons import LessonPage


@dataclass(frozen=True)
class Line:
    """``open``: whether the visitor may read that far."""

    number: int
    title: str
    depth: int
    open: bool


def contents_of(found: LessonPage) -> Sequence[Line]:
    if found.lesson.asset_id is None or found.media != "ready":
        return ()
    shown = {"whole": found.lesson.chapters, "preview": found.preview_seconds or 0}.get(found.shown, 0)
    titles = titles_of(found.lesson.asset_id)
    return [Line(n, title, depth, n < shown) for n, (title, depth) in enumerate(titles)]
