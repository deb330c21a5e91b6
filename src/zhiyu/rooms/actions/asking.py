"""Questions for the host, and which of them most people want answered."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from zhiyu.accounts.models import User
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import audit
from zhiyu.rooms import wording
from zhiyu.rooms.actions.talking import TALKING, here, words_of
from zhiyu.rooms.actions.telling import QUESTIONS, tell_hosts, tell_moved
from zhiyu.rooms.errors import Muted, RoomClosed, TooSoon
from zhiyu.rooms.models import Mute, Question, Upvote
from zhiyu.rooms.queries import facts, words

MOST_OPEN = 5
WAITING = [Question.State.OPEN, Question.State.HELD]


@transaction.atomic
def ask(*, room_id: int, user: User, text: str, key: str) -> Question:
    """Sent again it is asked once. What holds a word of the school's list waits for the host."""
    found = facts(room_id, user)
    here(room_id, user.pk)
    before = Question.objects.filter(room=room_id, user=user, key=key).first()
    if before is not None:
        return before
    if found.state not in TALKING:
        raise RoomClosed
    if Mute.objects.filter(room=room_id, user=user).exists():
        raise Muted
    if Question.objects.filter(room=room_id, user=user, state__in=WAITING).count() >= MOST_OPEN:
        raise TooSoon(_("你已经有 %(n)s 个问题在等回答，先听老师答完再提。") % {"n": MOST_OPEN})
    said = words_of(text)
    state = Question.State.HELD if wording.has_any(said, words()) else Question.State.OPEN
    made = Question.objects.create(room_id=room_id, user=user, text=said, key=key, state=state)
    moved(made)
    return made


@transaction.atomic
def upvote(*, question_id: int, user: User) -> Question:
    """One a person; said twice it counts once."""
    question = Question.objects.filter(pk=question_id).exclude(state__in=Question.UNSEEN).first()
    if question is None:
        raise NotFound
    facts(question.room_id, user)
    _, new = Upvote.objects.get_or_create(question=question, user=user)
    if new:
        Question.objects.filter(pk=question.pk).update(votes=F("votes") + 1)
        question.refresh_from_db(fields=["votes"])
        moved(question)
    return question


@transaction.atomic
def sort_question(*, question_id: int, state: str, actor_id: int) -> Question:
    """The host answered it, put it away, or took it up again. Said twice it is said once."""
    question = Question.objects.select_for_update(no_key=True).filter(pk=question_id).first()
    if question is None:
        raise NotFound
    if question.state != state:
        question.move_to(Question.State(state))
        moved(question)
        audit.record(
            actor_id=actor_id, action=f"question.{state}", target=f"user:{question.user_id}", question=question.pk
        )
    return question


def moved(question: Question) -> None:
    tell_moved(question.room_id, QUESTIONS)
    tell_hosts(question.room_id)
