from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class ApplicationStateError(DomainError):
    code = "application_state"
    message = _("这份申请现在的状态不能这样操作，请刷新后再看。")


class ApplicationNeeded(DomainError):
    """``extra["product"]`` says of what."""

    code = "application_needed"
    message = _("这个要先申请，老师通过以后才能付款。")


class NotByApplication(DomainError):
    code = "not_by_application"
    message = _("这个不用申请，可以直接买。")


class AlreadyApplied(DomainError):
    code = "already_applied"
    message = _("你已经申请过了，不用再填一遍。")


class AlreadyIn(DomainError):
    code = "already_owned"
    message = _("你已经一直拥有它，不用申请。")


class NotAgainYet(DomainError):
    """``extra["again_from"]`` says from when on; null: not at all."""

    code = "not_again_yet"
    message = _("现在还不能再申请。")


class TooOften(DomainError):
    code = "too_often"
    status = 429
    message = _("今天申请得太多次了，请明天再来。")


class QuestionsChanged(DomainError):
    code = "questions_changed"
    message = _("老师刚刚改了问题。你写的还在，请看过新的问题再交。")


class AnswersWrong(DomainError):
    """``extra["problems"]``: what is wrong, by the number of the question."""

    code = "answers_wrong"
    status = 422
    message = _("有的问题还没有答好，请看一下标出来的地方。")


class QuestionsWrong(DomainError):
    code = "questions_wrong"
    status = 422
    message = _("问题要 1 到 8 个；「选一个」的要有 2 到 8 个选项，不能重复。")


class ApprovalsFull(DomainError):
    """``extra["left"]``: how many more can be approved now."""

    code = "approvals_full"
    message = _("通过了还没付款的已经到上限。等有人付款或过期，或者把上限调高。")


class ApprovalHeld(DomainError):
    code = "approval_held"
    message = _("你有一笔订单正等着付款，先取消订单再撤回申请。")


class NeverScreened(DomainError):
    code = "never_screened"
    status = 422
    message = _("这种商品不用申请。")
