from zhiyu.coaching.actions.appointments import (
    call_off_all,
    call_off_appointment,
    change_appointment,
    let_go,
    make_appointment,
    note_given,
    remind_due,
)
from zhiyu.coaching.actions.deliveries import note_delivery, undo_delivery
from zhiyu.coaching.actions.signals import pass_on

__all__ = [
    "call_off_all",
    "call_off_appointment",
    "change_appointment",
    "let_go",
    "make_appointment",
    "note_delivery",
    "note_given",
    "pass_on",
    "remind_due",
    "undo_delivery",
]
