from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class CompletedByWatching(DomainError):
    """This lesson is completed by watching enough of it, not by saying so."""

    code = "completed_by_watching"
    message = _("这一课学到规定的比例会自动完成，不需要手动标记。")


class CompletedByComing(DomainError):
    """This lesson is completed by being there."""

    code = "completed_by_coming"
    message = _("线下课到现场签到就算学完，不用手动标记。")


class SeenWholeFirst(DomainError):
    """A first viewing that does not skip completes the lesson at its end, not by saying so."""

    code = "seen_whole_first"
    message = _("这门课要求第一次完整看完，看完会自动算学完。")


class BadPassage(DomainError):
    """Nothing of the book stands there, or more than can be marked at once."""

    code = "bad_passage"
    status = 422
    message = _("这段文字划不了线，一次最多 1000 字。")


class TooManyNotes(DomainError):
    code = "too_many_notes"
    status = 422
    message = _("这本书的划线和书签已经满 2000 条，请先删掉一些。")
