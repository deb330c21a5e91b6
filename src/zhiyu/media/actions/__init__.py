"""What can be done to media. Uploads end in ``store_file``; audio and video then go through ``package_now``."""

from zhiyu.media.actions.asking import ask_ladder, ask_packaging
from zhiyu.media.actions.books import read_as_book
from zhiyu.media.actions.captions import put_captions, remove_captions
from zhiyu.media.actions.copies import CopyWish, ask_copy, is_there, make_copy_now
from zhiyu.media.actions.ladders import ladder_now, try_again
from zhiyu.media.actions.packages import package_again, package_now, set_preview
from zhiyu.media.actions.photos import bind_set, seal_picture
from zhiyu.media.actions.plays import begin_play, give_key, give_key_on_air, keep_seat, leave_seat, open_play
from zhiyu.media.actions.reviewing import leave_plays
from zhiyu.media.actions.store import discard, store_file
from zhiyu.media.actions.streams import end_stream, open_stream, settle_stream, show_from
from zhiyu.media.actions.tidy import tidy
from zhiyu.media.actions.uploads import append, begin_upload, complete, drop_upload, settled
from zhiyu.media.actions.variants import (
    drop_waiting,
    leave_unmarked,
    make_variant,
    missing_variants,
    show_variants,
)
from zhiyu.media.actions.waves import find_wave, make_wave_now

__all__ = [
    "CopyWish",
    "append",
    "ask_copy",
    "ask_ladder",
    "ask_packaging",
    "begin_play",
    "begin_upload",
    "bind_set",
    "complete",
    "discard",
    "drop_upload",
    "drop_waiting",
    "end_stream",
    "find_wave",
    "give_key",
    "give_key_on_air",
    "is_there",
    "keep_seat",
    "ladder_now",
    "leave_plays",
    "leave_seat",
    "leave_unmarked",
    "make_copy_now",
    "make_variant",
    "make_wave_now",
    "missing_variants",
    "open_play",
    "open_stream",
    "package_again",
    "package_now",
    "put_captions",
    "read_as_book",
    "remove_captions",
    "seal_picture",
    "set_preview",
    "settle_stream",
    "settled",
    "show_from",
    "show_variants",
    "store_file",
    "tidy",
    "try_again",
]
