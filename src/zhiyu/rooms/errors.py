from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class NotInRoom(DomainError):
    code = "not_in_room"
    status = 403
    message = _("这堂直播要先有课程才能进。")


class RoomClosed(DomainError):
    code = "room_closed"
    message = _("直播已经结束，不能再发言了。")


class Muted(DomainError):
    code = "muted"
    status = 403
    message = _("老师暂时关闭了你的发言，听课不受影响。")


class RoomQuiet(DomainError):
    code = "room_quiet"
    status = 403
    message = _("老师正在讲课，聊天先关一会儿，可以去“提问”里写下问题。")


class TooSoon(DomainError):
    """``seconds``: after how many it may be tried again."""

    code = "too_soon"
    status = 429
    message = _("发得有点快，稍等几秒再发。")


class AlreadyVoted(DomainError):
    code = "already_voted"
    message = _("你已经投过了，每个人一票。")


class PollClosed(DomainError):
    code = "poll_closed"
    message = _("这个投票已经结束。")


class AlreadyDrawn(DomainError):
    code = "already_drawn"
    message = _("这一轮已经抽过了。")


class NobodyToDraw(DomainError):
    code = "nobody_to_draw"
    message = _("现在没有可以抽的人：在场的人都中过了，或者还没有人符合条件。")


class QuestionStateError(DomainError):
    code = "question_state"
    message = _("这个问题刚刚已经处理过了。")


class MessageStateError(DomainError):
    code = "message_state"
    message = _("这条消息刚刚已经处理过了。")
