from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class OnsiteStateError(DomainError):
    code = "onsite_state"
    message = _("这堂线下课已经不在这一步，请刷新看看。")


class SeatStateError(DomainError):
    code = "seat_state"
    message = _("这个座位刚刚已经处理过了，请刷新看看。")


class InThePast(DomainError):
    code = "in_the_past"
    status = 422
    message = _("这个时间已经过了，请选以后的时间。")


class TooFewSeats(DomainError):
    """``taken``: how many have a seat already."""

    code = "too_few_seats"
    status = 422
    message = _("已经占好的座位比这个数多。请填大一点，或先和学员说好、让他们让出座位。")


class Underway(DomainError):
    """Too late for seats: it is over, or nearly."""

    code = "booking_closed"
    message = _("这堂课已经结束，不能再占座。")


class CameAlready(DomainError):
    code = "came_already"
    message = _("你已经签到了，座位不用让。")


class BadPass(DomainError):
    """An old, foreign or made-up code; which of them is nobody's business."""

    code = "bad_pass"
    status = 422
    message = _("这个签到码已经换了。请再扫一次老师屏幕上的二维码。")


class DoorClosed(DomainError):
    code = "door_closed"
    message = _("现在不能签到：开课前 2 小时到下课后 2 小时之间可以。")


class NoRoom(DomainError):
    """Who has no seat, when all are taken."""

    code = "no_room"
    message = _("座位都有人了。请找现场的工作人员，有空位就能帮你签到。")


class NoRight(DomainError):
    """Said to staff of somebody."""

    code = "no_right"
    status = 422
    message = _("这位学员现在没有这门课，先开通课程再签到。")
