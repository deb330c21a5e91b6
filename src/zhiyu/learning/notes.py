"""What somebody marked in a book, and where it stands in it today. Reads."""

from collections.abc import Iterable
from dataclasses import dataclass

from zhiyu.catalog.models import Lesson
from zhiyu.kernel.errors import NotFound
from zhiyu.learning.models import Note
from zhiyu.media.books.finding import Passage, Spot, located
from zhiyu.media.queries import texts_of


@dataclass(frozen=True)
class Noted:
    """``spot`` None: its words are no longer in the book."""

    note: Note
    spot: Spot | None


def texts_of_lesson(lesson: Lesson) -> list[str]:
    """Raises ``NotFound`` for what is no book, or none yet."""
    texts = texts_of(lesson.asset_id) if lesson.kind == Lesson.Kind.BOOK and lesson.asset_id else []
    if not texts:
        raise NotFound
    return texts


def notes_of(user_id: int, lesson: Lesson) -> list[Noted]:
    """In the order of the book; what is lost stands last."""
    kept = list(Note.objects.filter(user_id=user_id, lesson=lesson).order_by("pk"))
    found = placed(kept, texts_of_lesson(lesson)) if kept else []
    return sorted(found, key=lambda one: (one.spot is None, *((one.spot.chapter, one.spot.start) if one.spot else ())))


def placed(kept: Iterable[Note], texts: list[str]) -> list[Noted]:
    return [Noted(one, located(passage_of(one), texts)) for one in kept]


def passage_of(note: Note) -> Passage:
    return Passage(note.chapter, note.start, note.quote, note.before, note.after)
