"""What can be done to classes at a place: planned, booked, come to; those with a seat are told."""

from zhiyu.onsite.actions.coming import bring, come, tick, undo
from zhiyu.onsite.actions.planning import call_off, change, plan, plan_weekly
from zhiyu.onsite.actions.seating import book, give_back, release, release_held
from zhiyu.onsite.actions.sweeping import sweep
from zhiyu.onsite.actions.telling import remind, tell_all

__all__ = [
    "book",
    "bring",
    "call_off",
    "change",
    "come",
    "give_back",
    "plan",
    "plan_weekly",
    "release",
    "release_held",
    "remind",
    "sweep",
    "tell_all",
    "tick",
    "undo",
]
