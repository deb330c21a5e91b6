from zhiyu.rooms.actions.asking import ask, sort_question, upvote
from zhiyu.rooms.actions.attending import count_attended, enter, note_presence
from zhiyu.rooms.actions.drawing_lots import announce_draw, call_draw_off, draw_now
from zhiyu.rooms.actions.offering import limited_of, show_card, take_card_down
from zhiyu.rooms.actions.polling import close_poll, open_poll, vote
from zhiyu.rooms.actions.running import arrange, save_words, set_mute
from zhiyu.rooms.actions.talking import hide, like, release, say

__all__ = [
    "announce_draw",
    "arrange",
    "ask",
    "call_draw_off",
    "close_poll",
    "count_attended",
    "draw_now",
    "enter",
    "hide",
    "like",
    "limited_of",
    "note_presence",
    "open_poll",
    "release",
    "save_words",
    "say",
    "set_mute",
    "show_card",
    "sort_question",
    "take_card_down",
    "upvote",
    "vote",
]
