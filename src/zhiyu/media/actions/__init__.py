"""What can be done to media. Uploads end in ``store_file``; audio and video then go through ``package_now``."""

from zhiyu.media.actions.asking import ask_ladder, ask_packaging
from zhiyu.media.actions.captions import put_captions, remove_captions
from zhiyu.media.actions.ladders import ladder_now, try_again
from zhiyu.media.actions.packages import package_again, package_now, set_preview
from zhiyu.media.actions.store import discard, store_file
from zhiyu.media.actions.streams import end_stream, open_stream, settle_stream, show_from
from zhiyu.media.actions.tidy import tidy
from zhiyu.media.actions.uploads import append, begin_upload, complete, drop_upload, settled

__all__ = [
    "append",
    "ask_ladder",
    "ask_packaging",
    "begin_upload",
    "complete",
    "discard",
    "drop_upload",
    "end_stream",
    "ladder_now",
    "open_stream",
    "package_again",
    "package_now",
    "put_captions",
    "remove_captions",
    "set_preview",
    "settle_stream",
    "settled",
    "show_from",
    "store_file",
    "tidy",
    "try_again",
]
