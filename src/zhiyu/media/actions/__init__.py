"""What can be done to media. Uploads end in ``store_file``; audio and video then go through ``package_now``."""

from zhiyu.media.actions.asking import ask_ladder, ask_packaging
from zhiyu.media.actions.books import read_as_book
from zhiyu.media.actions.captions import put_captions, remove_captions
from zhiyu.media.actions.ladders import ladder_now, try_again
from zhiyu.media.actions.packages import package_again, package_now, set_preview
from zhiyu.media.actions.photos import bind_set, seal_picture
from zhiyu.media.actions.store import discard, store_file
from zhiyu.media.actions.tidy import tidy
from zhiyu.media.actions.uploads import append, begin_upload, complete, drop_upload, settled

__all__ = [
    "append",
    "ask_ladder",
    "ask_packaging",
    "begin_upload",
    "bind_set",
    "complete",
    "discard",
    "drop_upload",
    "ladder_now",
    "package_again",
    "package_now",
    "put_captions",
    "read_as_book",
    "remove_captions",
    "seal_picture",
    "set_preview",
    "settled",
    "store_file",
    "tidy",
    "try_again",
]
