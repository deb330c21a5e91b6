"""What can be done to works, by their owners and by the school; and looking for copies of them."""

from zhiyu.works.actions.moderating import hide_work, show_again
from zhiyu.works.actions.searching import MOST_A_DAY, look_after, look_for, look_over, search_for
from zhiyu.works.actions.working import MOST, Said, add_pictures, change_work, keep_work, remove_work

__all__ = [
    "MOST",
    "MOST_A_DAY",
    "Said",
    "add_pictures",
    "change_work",
    "hide_work",
    "keep_work",
    "look_after",
    "look_for",
    "look_over",
    "remove_work",
    "search_for",
    "show_again",
]
