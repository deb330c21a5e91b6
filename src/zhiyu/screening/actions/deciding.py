"""The school says yes or no."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db import transaction

from zhiyu.kernel.clock import now
from zhiyu.platform import audit
from zhiyu.platform.bus import publish
from zhiyu.screening.actions.applying import locked, note
from zhiyu.screening.errors import ApprovalsFull
from zhiyu.screening.events import ApplicationApproved, ApplicationDeclined
from zhiyu.screening.models import Application, Screen
from zhiyu.screening.queries import application, open_approvals

Status = Application.Status


@transaction.atomic
def read(*, application_id: int, actor_id: int) -> Application:
    """What somebody wrote about themselves is theirs: that it was read, and by whom, can be asked later."""
    found = application(application_id)
    audit.record(
        actor_id=actor_id, action="screening.read", target=f"application:{found.pk}", applicant=found.applicant_id
    )
    return found


@transaction.atomic
def read_several(*, found: Sequence[Application], actor_id: int) -> None:
    """A list that has the answers in it."""
    if found:
        ids = [one.pk for one in found]
        audit.record(actor_id=actor_id, action="screening.read", target="applications", applications=ids)


@transaction.atomic
def approve(*, application_id: int, actor_id: int, words: str = "") -> Application:
    """Said twice it is said once. From now on it can be paid for as many days as the product gives."""
    return approved(application_id, actor_id=actor_id, words=words)


@transaction.atomic
def approve_several(*, application_ids: Collection[int], actor_id: int, words: str = "") -> int:
    """All that still wait, or none where they would be too many; answers how many were approved."""
    waiting = Application.objects.filter(pk__in=application_ids, status=Status.SENT)
    count = 0
    for product_id, pk in sorted(waiting.values_list("product_id", "pk")):
        rules_of(product_id)
        one = locked(pk)
        if one.status == Status.SENT:
            approved(pk, actor_id=actor_id, words=words)
            count += 1
    return count


def approved(application_id: int, *, actor_id: int, words: str) -> Application:
    """The product's rules are locked first, so that approvals of one product come one after another."""
    product_id = Application.objects.filter(pk=application_id).values_list("product_id", flat=True).first()
    rules = rules_of(product_id)
    found = locked(application_id)
    if found.status == Status.APPROVED:
        return found
    limit = rules.open_limit if found.status == Status.SENT else None
    if limit is not None and open_approvals(found.product_id) >= limit:
        raise ApprovalsFull(extra={"left": 0})
    until = now() + timedelta(days=rules.pay_days)
    found.move_to(Status.APPROVED, decided_at=now(), decided_by_id=actor_id, words=words[:300], pay_until=until)
    publish(ApplicationApproved(application_id=found.pk))
    note(found, "approved", actor_id=actor_id)
    return found


@transaction.atomic
def decline(*, application_id: int, actor_id: int, words: str = "") -> Application:
    """Said twice it is said once."""
    product_id = Application.objects.filter(pk=application_id).values_list("product_id", flat=True).first()
    rules = rules_of(product_id)
    found = locked(application_id)
    if found.status == Status.DECLINED:
        return found
    again = None if rules.again_days is None else now() + timedelta(days=rules.again_days)
    found.move_to(Status.DECLINED, decided_at=now(), decided_by_id=actor_id, words=words[:300], again_from=again)
    publish(ApplicationDeclined(application_id=found.pk))
    note(found, "declined", actor_id=actor_id)
    return found


def rules_of(product_id: int | None) -> Screen:
    found = Screen.objects.select_for_update(no_key=True).filter(product=product_id).first()
    return found or Screen(product_id=product_id or 0)
