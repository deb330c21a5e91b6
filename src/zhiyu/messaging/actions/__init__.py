from zhiyu.messaging.actions.choosing import choose, set_switch
from zhiyu.messaging.actions.sending import give_up_on_left, retry, send, send_due
from zhiyu.messaging.actions.telling import mark_read, tell

__all__ = ["choose", "give_up_on_left", "mark_read", "retry", "send", "send_due", "set_switch", "tell"]
