"""A person asks for a product, and takes it back."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from zhiyu.access.queries import owned_for_ever
from zhiyu.accounts.locks import hold
from zhiyu.catalog.errors import NotSelling
from zhiyu.catalog.models import Product
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import audit
from zhiyu.platform.bus import publish
from zhiyu.platform.live import tell
from zhiyu.screening.answering import kept, problems
from zhiyu.screening.errors import (
    AlreadyApplied,
    AlreadyIn,
    AnswersWrong,
    ApprovalHeld,
    NotAgainYet,
    NotByApplication,
    QuestionsChanged,
    TooOften,
)
from zhiyu.screening.events import ApplicationSent
from zhiyu.screening.models import Application
from zhiyu.screening.queries import lapsed, latest_of, questions_of

Status = Application.Status
A_DAY, MOST_A_DAY = timedelta(days=1), 5


@transaction.atomic
def apply(*, applicant_id: int, code: str, version: int, answers: Sequence[str]) -> Application:
    """``version``: of the questions that the applicant saw; ``answers`` in their order, empty where nothing is said.

    One person at a time, so that of two presses one is sent.
    """
    hold(f"apply:{applicant_id}")
    product = Product.objects.filter(code=code, status=Product.Status.PUBLISHED, sold_alone=True).first()
    if product is None:
        raise NotFound
    require_welcome(product, applicant_id)
    today, questions = questions_of(product.pk)
    if version != today:
        raise QuestionsChanged
    wrong = problems(questions, answers)
    if wrong:
        raise AnswersWrong(extra={"problems": {str(at): words for at, words in wrong.items()}})
    made = Application.objects.create(product=product, applicant_id=applicant_id, answers=kept(questions, answers))
    publish(ApplicationSent(application_id=made.pk))
    note(made, "sent", actor_id=applicant_id)
    return made


def require_welcome(product: Product, applicant_id: int) -> None:
    """Whether it would lead anywhere. An approval whose time is over makes room for another application."""
    if not product.by_application:
        raise NotByApplication
    if not product.selling(now()):
        raise NotSelling
    if not product.again and owned_for_ever(applicant_id, [product.pk]):
        raise AlreadyIn
    latest = latest_of(applicant_id, product.pk)
    if latest is not None and latest.standing == Status.EXPIRED != latest.status:
        latest = end(latest.pk)
    if latest is not None and not latest.may_apply_again:
        if latest.status != Status.DECLINED:
            raise AlreadyApplied
        raise NotAgainYet(extra={"again_from": latest.again_from.isoformat() if latest.again_from else None})
    recent = Application.objects.filter(applicant=applicant_id, product=product, sent_at__gt=now() - A_DAY)
    if recent.count() >= MOST_A_DAY:
        raise TooOften


@transaction.atomic
def withdraw(*, application_id: int, applicant_id: int) -> Application:
    """Before or after the teacher's yes. Said twice it is said once; what an order waits on is ended with the order."""
    found = locked(application_id)
    if found.applicant_id != applicant_id:
        raise NotFound
    if found.status == Status.WITHDRAWN:
        return found
    if found.status == Status.APPROVED and found.order_no:
        raise ApprovalHeld
    found.move_to(Status.WITHDRAWN, ended_at=now())
    note(found, "withdrawn", actor_id=applicant_id)
    return found


def end(application_id: int) -> Application:
    """An approval that nobody paid in time; one that somebody holds meanwhile stays."""
    found = locked(application_id)
    if found.standing == Status.EXPIRED != found.status:
        found.move_to(Status.EXPIRED, ended_at=now())
        note(found, "expired", actor_id=None)
    return found


@transaction.atomic
def end_lapsed(*, at_once: int = 200) -> int:
    """Answers how many; what is being paid or decided at this moment comes with the next round."""
    over = Application.objects.filter(lapsed()).order_by("pk")
    rows = over.select_for_update(skip_locked=True).values_list("pk", flat=True)[:at_once]
    return len([end(pk) for pk in list(rows)])


def locked(application_id: int) -> Application:
    found = Application.objects.select_for_update().filter(pk=application_id).first()
    if found is None:
        raise NotFound
    return found


def note(one: Application, what: str, *, actor_id: int | None) -> None:
    """Who did what to which, never what it says."""
    target = f"application:{one.pk}"
    audit.record(actor_id=actor_id, action=f"screening.{what}", target=target, applicant=one.applicant_id)
    tell("studio")
