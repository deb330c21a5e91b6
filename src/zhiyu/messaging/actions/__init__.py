from zhiyu.messaging.actions.choosing import choose, set_switch
from zhiyu.messaging.actions.forgetting import forget_old_sends
from zhiyu.messaging.actions.sending import give_up_on_left, queue, retry, send, send_due
from zhiyu.messaging.actions.telling import mark_read, tell

__all__ = [
    "choose",
    "forget_old_sends",
    "give_up_on_left",
    "mark_read",
    "queue",
    "retry",
    "send",
    "send_due",
    "set_switch",
    "tell",
]
