"""What is kept of a person's complaints: that there was one, and the answer, stay; who they were goes."""

from typing import Any

from zhiyu.accounts.belongings import Belonging
from zhiyu.complaints.models import Complaint, Word
from zhiyu.complaints.queries import complaints_of
from zhiyu.platform.idempotency import forget_answers_about


def export(user_id: int) -> list[dict[str, Any]]:
    return [
        {
            "kind": one.kind,
            "status": one.status,
            "place": one.place,
            "words": one.words,
            "proof": one.proof,
            "name": one.name,
            "contact": one.contact,
            "sent_at": one.sent_at,
            "answer": one.answer,
            "said": list(one.said.values("by_school", "words", "at")),
        }
        for one in complaints_of(user_id)
    ]


def forget(user_id: int) -> None:
    """The account's own pages lead there no more; who keeps the address can still read the answer."""
    mine = Complaint.objects.filter(sender=user_id)
    Word.objects.filter(complaint__in=mine, by_school=False).update(words="")
    mine.update(name="", contact="", words="", proof="", picture=None, sender=None)
    forget_answers_about(user_id, holding="contact")


COMPLAINTS = Belonging(key="complaints", export=export, forget=forget)
