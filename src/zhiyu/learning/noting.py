"""Marking passages of a book."""

from django.db import transaction

from zhiyu.kernel.errors import NotFound
from zhiyu.learning.actions import openable
from zhiyu.learning.errors import BadPassage, TooManyNotes
from zhiyu.learning.models import Note
from zhiyu.learning.notes import Noted, placed, texts_of_lesson
from zhiyu.media.books.finding import Spot, passage_at

LONGEST = 1_000
MOST = 2_000


@transaction.atomic
def add_note(*, user_id: int, lesson_id: int, kind: str, spot: Spot) -> Noted:
    """The words are taken from the book, never from who marks them. One place is marked once."""
    lesson = openable(user_id=user_id, lesson_id=lesson_id)
    texts = texts_of_lesson(lesson)
    if spot.chapter >= len(texts) or not 0 < spot.end - spot.start <= LONGEST or spot.end > len(texts[spot.chapter]):
        raise BadPassage
    passage = passage_at(texts, spot)
    if not passage.quote.strip():
        raise BadPassage
    if Note.objects.filter(user_id=user_id, lesson=lesson).count() >= MOST:
        raise TooManyNotes
    made, _created = Note.objects.get_or_create(
        user_id=user_id,
        lesson=lesson,
        kind=kind,
        chapter=spot.chapter,
        start=spot.start,
        quote=passage.quote,
        defaults={"before": passage.before, "after": passage.after},
    )
    return Noted(made, spot)


@transaction.atomic
def write_note(*, user_id: int, note_id: int, text: str) -> Noted:
    note = own(user_id, note_id)
    note.note = text
    note.save(update_fields=["note", "updated_at"])
    return placed([note], texts_of_lesson(note.lesson))[0]


@transaction.atomic
def remove_note(*, user_id: int, note_id: int) -> None:
    own(user_id, note_id).delete()


def own(user_id: int, note_id: int) -> Note:
    """Somebody else's is as if it were not there."""
    found = (
        Note.objects.select_for_update(of=["self"]).select_related("lesson").filter(pk=note_id, user_id=user_id).first()
    )
    if found is None:
        raise NotFound
    return found
