"""What people were told in the demo school's yesterdays is told there and then; its events tell it again in vain."""

from datetime import timedelta

from zhiyu.accounts.models import User
from zhiyu.demo.past import ago
from zhiyu.kernel.clock import now
from zhiyu.messaging.actions import mark_read, send
from zhiyu.messaging.queries import due_sends, messages_of

HOUR = timedelta(hours=1)


def look_at_messages(person: User) -> None:
    newest = messages_of(person.pk).first()
    if newest is not None:
        mark_read(user_id=person.pk, up_to=newest.pk)


def leave_texts() -> None:
    """Each within the hour in which it was due, so never by night."""
    for due in list(due_sends()):
        with ago(days=0, hours=(now() - due.due_at) // HOUR):
            send(send_id=due.pk)
