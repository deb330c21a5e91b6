"""Complaints come in, are looked at, and are answered."""

from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

from django.db import transaction

from zhiyu.complaints.contacts import require_contact
from zhiyu.complaints.errors import ComplaintStateError, SaidEnough, WordsNeeded
from zhiyu.complaints.events import ComplaintAdded, ComplaintAnswered, ComplaintSent
from zhiyu.complaints.models import ANSWER_WITHIN, Complaint, Word
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.media.actions import store_file
from zhiyu.media.models import Asset
from zhiyu.platform import audit
from zhiyu.platform.bus import publish
from zhiyu.platform.live import tell

Status = Complaint.Status
MOST_WORDS = 20


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a complaint says. ``place`` is where it can be seen; ``contact`` a phone number or an e-mail address."""

    kind: str
    place: str
    words: str
    proof: str = ""
    capacity: str
    name: str
    contact: str


def complain(*, key: UUID, said: Said, sender_id: int | None, picture: tuple[Path, str] | None = None) -> Complaint:
    """Sent again under its ``key``, it is the one that is there.

    Raises ``NoWayBack``; the picture is refused as any other (MediaRefused).
    """
    known = Complaint.objects.filter(key=key).first()
    if known is not None:
        return known
    require_contact(said.contact)
    asset = store_file(path=picture[0], name=picture[1], owner_id=None, expect="image") if picture else None
    return written(key=key, said=said, sender_id=sender_id, asset=asset)


@transaction.atomic
def written(*, key: UUID, said: Said, sender_id: int | None, asset: Asset | None) -> Complaint:
    due_at = now() + ANSWER_WITHIN
    found, new = Complaint.objects.get_or_create(
        key=key, defaults={**asdict(said), "sender_id": sender_id, "picture": asset, "due_at": due_at}
    )
    if new:
        publish(ComplaintSent(complaint_id=found.pk))
        note(found, "sent", actor_id=sender_id)
    return found


@transaction.atomic
def add(*, code: str, words: str) -> Complaint:
    """Who complained says more. A no is looked at again."""
    found = locked_by(code=code)
    if not found.may_add:
        raise ComplaintStateError
    if found.status == Status.REJECTED:
        look_again(found)
    one = word(found, words, by_school=False, author_id=None)
    publish(ComplaintAdded(complaint_id=found.pk, word_id=one.pk))
    note(found, "added", actor_id=found.sender_id)
    return found


@transaction.atomic
def withdraw(*, code: str) -> Complaint:
    """Said twice it is said once."""
    found = locked_by(code=code)
    if found.status != Status.WITHDRAWN:
        found.move_to(Status.WITHDRAWN, ended_at=now())
        note(found, "withdrawn", actor_id=found.sender_id)
    return found


@transaction.atomic
def ask_back(*, complaint_id: int, actor_id: int, words: str) -> Complaint:
    """The school wants to know more: it looks into it, and has its time anew to answer what comes."""
    found = locked_by(pk=complaint_id)
    if not found.is_open:
        look_again(found)
    elif found.status == Status.SENT:
        found.move_to(Status.LOOKING)
    one = word(found, words, by_school=True, author_id=actor_id)
    found.due_at = now() + ANSWER_WITHIN
    found.save(update_fields=["due_at"])
    publish(ComplaintAnswered(complaint_id=found.pk, word_id=one.pk))
    note(found, "asked", actor_id=actor_id)
    return found


@transaction.atomic
def decide(*, complaint_id: int, actor_id: int, upheld: bool, answer: str) -> Complaint:
    """Said twice it is said once. ``answer`` is for who complained: what was done, or why nothing was."""
    found = locked_by(pk=complaint_id)
    status = Status.UPHELD if upheld else Status.REJECTED
    if found.status == status:
        return found
    if not answer.strip():
        raise WordsNeeded
    at = now()
    found.move_to(status, answer=answer.strip()[:1000], decided_by_id=actor_id, ended_at=at)
    publish(ComplaintAnswered(complaint_id=found.pk, at=at.isoformat()))
    note(found, str(status), actor_id=actor_id)
    return found


def look_again(found: Complaint) -> None:
    """What was decided stays among what was said, at the time when it was told."""
    told, at, author = found.answer, found.ended_at, found.decided_by_id
    found.move_to(Status.LOOKING, due_at=now() + ANSWER_WITHIN, ended_at=None, answer="", decided_by_id=None)
    kept = Word.objects.create(complaint=found, by_school=True, author_id=author, words=told)
    Word.objects.filter(pk=kept.pk).update(at=at)


def word(found: Complaint, words: str, *, by_school: bool, author_id: int | None) -> Word:
    if not words.strip():
        raise WordsNeeded
    if found.said.filter(by_school=by_school).count() >= MOST_WORDS:
        raise SaidEnough
    return Word.objects.create(complaint=found, by_school=by_school, author_id=author_id, words=words.strip()[:1000])


def locked_by(**which: str | int) -> Complaint:
    found = Complaint.objects.select_for_update().filter(**which).first()
    if found is None:
        raise NotFound
    return found


def note(found: Complaint, what: str, *, actor_id: int | None) -> None:
    """Who did what to which, never what it says."""
    audit.record(actor_id=actor_id, action=f"complaints.{what}", target=f"complaint:{found.pk}")
    tell("studio")
