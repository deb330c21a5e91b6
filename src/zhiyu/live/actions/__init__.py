"""What can be done to live classes: planned, brought on air, ended; those who may watch are told."""

from zhiyu.live.actions.admitting import admitted, goes_on
from zhiyu.live.actions.airing import begin, end, hear, miss, rest_of, silence
from zhiyu.live.actions.keys import admit, may_go_on, new_key
from zhiyu.live.actions.planning import call_off, change, plan, premiere
from zhiyu.live.actions.pushes import hang_up, noted, push_is_gone, recorded
from zhiyu.live.actions.recordings import fetch_recordings, take_recording
from zhiyu.live.actions.settling import settle, sweep
from zhiyu.live.actions.telling import remind, tell_all
from zhiyu.live.actions.watching import ticket_for
from zhiyu.live.keys import key_of

__all__ = [
    "admit",
    "admitted",
    "begin",
    "call_off",
    "change",
    "end",
    "fetch_recordings",
    "goes_on",
    "hang_up",
    "hear",
    "key_of",
    "may_go_on",
    "miss",
    "new_key",
    "noted",
    "plan",
    "premiere",
    "push_is_gone",
    "recorded",
    "remind",
    "rest_of",
    "settle",
    "silence",
    "sweep",
    "take_recording",
    "tell_all",
    "ticket_for",
]
