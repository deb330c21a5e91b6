from django.db import transaction

from zhiyu.kernel.clock import now
from zhiyu.media.models import Reviewed
from zhiyu.platform import audit


@transaction.atomic
def leave_plays(*, user_id: int, actor_id: int) -> None:
    """Somebody looked at how a person plays and finds nothing to do: what was until now is no sign any more."""
    Reviewed.objects.update_or_create(user_id=user_id, defaults={"at": now()})
    audit.record(actor_id=actor_id, action="plays.reviewed", target=f"user:{user_id}")
