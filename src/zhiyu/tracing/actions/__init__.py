"""What is done for leak tracing. What needs numpy is loaded when it is called."""

from zhiyu.tracing.actions.inquiries import accused, ask_again, hand_in, look_into, print_of, read, read_owned, review
from zhiyu.tracing.actions.marks import look_after, mark_again, mark_now

__all__ = [
    "accused",
    "ask_again",
    "hand_in",
    "look_after",
    "look_into",
    "mark_again",
    "mark_now",
    "print_of",
    "read",
    "read_owned",
    "review",
]
