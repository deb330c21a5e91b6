"""What can be done to live classes: planned, brought on air, ended; those who may watch are told."""

from zhiyu.live.actions.admitting import admitted, goes_on
from zhiyu.live.actions.airing import begin, end, hear, rest_of, silence
from zhiyu.live.actions.keys import admit, key_of, may_go_on, new_key
from zhiyu.live.actions.planning import call_off, change, plan, premiere
from zhiyu.live.actions.settling import settle, sweep
from zhiyu.live.actions.telling import remind, tell_all
from zhiyu.live.actions.watching import ticket_for

__all__ = [
    "admit",
    "admitted",
    "begin",
    "call_off",
    "change",
    "end",
    "goes_on",
    "hear",
    "key_of",
    "may_go_on",
    "new_key",
    "plan",
    "premiere",
    "remind",
    "rest_of",
    "settle",
    "silence",
    "sweep",
    "tell_all",
    "ticket_for",
]
