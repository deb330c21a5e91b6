from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class NoPictures(DomainError):
    code = "no_pictures"
    status = 422
    message = _("请选至少一张图片。")


class TooManyPictures(DomainError):
    code = "too_many_pictures"
    status = 422
    message = _("一件作品最多 9 张图片。")


class PictureWanted(DomainError):
    code = "picture_wanted"
    status = 422
    message = _("这里只收 JPG、PNG、WebP 图片。")


class PictureTooLarge(DomainError):
    code = "picture_too_large"
    status = 422
    message = _("一张图片最大 20 MB。")


class PictureTooLong(DomainError):
    code = "picture_too_long"
    status = 422
    message = _("这张图太长了：长边最多是短边的 20 倍，请裁开再放。")


class RoomFull(DomainError):
    code = "works_full"
    status = 409
    message = _(
        "你放上来的图片已经到上限（1000 张、2 GB），请先收回一些作品；收回的和找过的图还要放一阵子，过后才腾出地方。"
    )


class NotYourCourse(DomainError):
    code = "not_your_course"
    status = 422
    message = _("只能选你学过的课。")


class CourseMissing(DomainError):
    code = "course_missing"
    status = 422
    message = _("给同学看，要先选是哪门课的作品。")


class SearchedEnough(DomainError):
    code = "searched_enough"
    status = 429
    message = _("一天最多找 20 次，请明天再来。")


class SearchClosed(DomainError):
    """The school has not installed the packages of tracing: nothing that a learner could do."""

    code = "search_closed"
    status = 503
    message = _("这个学堂还没有装查找用的组件，请联系学堂。你的图上已经有记号，装好以后照样找得到。")


class SearchStateError(DomainError):
    code = "search_state"
    message = _("这次查找现在不能这样操作。")


class ReasonNeeded(DomainError):
    code = "reason_needed"
    status = 422
    message = _("请写明原因，作者会看到。")
