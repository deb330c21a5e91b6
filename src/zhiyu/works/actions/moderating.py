"""The school keeps a work from others, and gives it back. Its owner sees it all the while, with the reason."""

from django.db import transaction

from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import audit
from zhiyu.platform.bus import publish
from zhiyu.works import queries
from zhiyu.works.errors import ReasonNeeded
from zhiyu.works.events import WorkHidden, WorkShown
from zhiyu.works.models import Work


@transaction.atomic
def hide_work(*, work_id: int, actor_id: int, reason: str) -> Work:
    """Said twice it is said once."""
    found = locked(work_id)
    if found.hidden_at:
        return found
    if not (told := reason.strip()[:200]):
        raise ReasonNeeded
    found.hidden_at, found.hidden_because = now(), told
    found.save(update_fields=["hidden_at", "hidden_because"])
    audit.record(actor_id=actor_id, action="works.hidden", target=f"work:{work_id}", reason=told)
    publish(WorkHidden(work_id=work_id, at=found.hidden_at.isoformat()))
    return found


@transaction.atomic
def show_again(*, work_id: int, actor_id: int) -> Work:
    found = locked(work_id)
    if found.hidden_at:
        found.hidden_at, found.hidden_because = None, ""
        found.save(update_fields=["hidden_at", "hidden_because"])
        audit.record(actor_id=actor_id, action="works.shown", target=f"work:{work_id}")
        publish(WorkShown(work_id=work_id, at=now().isoformat()))
    return found


def locked(work_id: int) -> Work:
    found = queries.works().select_for_update(of=("self",)).filter(pk=work_id).first()
    if found is None or (found.audience == Work.Audience.OWNER and not found.hidden_at):
        raise NotFound
    return found
