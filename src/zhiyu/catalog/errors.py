from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError, NotFound


class LessonRemoved(NotFound):
    """Taken out of a course that was public. ``extra`` says where to go on: ``course`` and the ``next`` lesson."""

    code = "lesson_removed"
    message = _("这节课已经从课程里移除，学过的记录都还在。")


class ProductStateError(DomainError):
    code = "product_state"
    message = _("课程现在的状态不能这样操作。")


class NotReady(DomainError):
    """Publishing was asked but something is missing; ``extra["missing"]`` lists it."""

    code = "not_ready"
    status = 422
    message = _("还不能上架，请先补齐缺少的内容。")


class SoldOut(DomainError):
    code = "sold_out"
    message = _("名额已满。")


class NotSelling(DomainError):
    code = "not_selling"
    message = _("现在不在报名时间内。")


class CourseNotOnSale(DomainError):
    code = "course_not_on_sale"
    message = _("课程还没有上架，先上架课程，再开放报名。")


class BadDays(DomainError):
    code = "bad_days"
    status = 422
    message = _("日期的先后不对：先报名，再开课，最后结课。")


class DownloadsRefused(DomainError):
    code = "downloads_refused"
    status = 422
    message = _("选了“最严：旧手机不能看”的课，不能同时允许下载：下载的文件在哪里都能放。")


class TracingUnavailable(DomainError):
    """The packages of the extra ``tracing`` are not there."""

    code = "tracing_missing"
    status = 422
    message = _("现在打不开：服务器上还没有装追踪用的组件。请管服务器的人在知域的目录里运行 make tracing，再重新启动。")


class FontMissing(DomainError):
    """Copies carry names, and this machine has no letters for them."""

    code = "font_missing"
    status = 422
    message = _("服务器上没有中文字体，学员的名字写不进画面。请先装一个（例如 apt install fonts-noto-cjk），再来打开。")


class BadSeats(DomainError):
    """Fewer seats were asked for than are taken already; ``extra["taken"]`` says how many."""

    code = "bad_seats"
    status = 422
    message = _("名额不能少于已经被占用的数量。")


class AddressTaken(DomainError):
    code = "address_taken"
    status = 422
    message = _("这个地址已经被别的课程使用，请换一个。")


class AddressFixed(DomainError):
    code = "address_fixed"
    message = _("课程上架过以后，地址不能再改，否则别人手里的链接会失效。")


class EditedElsewhere(DomainError):
    """The text was saved by somebody else, or in another window, after this form was opened."""

    code = "edited_elsewhere"
    message = _("这节课刚刚在别处保存过。你写的内容还在下面，请核对后再保存。")


class WrongAsset(DomainError):
    code = "wrong_asset"
    status = 422
    message = _("这个文件不能用在这里。")


class OnAir(DomainError):
    """What is received just now, or becomes a film, has a place to go to as long as its lesson stands."""

    code = "on_air"
    message = _("这节课正在直播，或者回放还在生成。下课、回放出来以后再改。")


class LastLesson(DomainError):
    code = "last_lesson"
    message = _("上架中的课程至少要有一节可学的课。请先添加新课，或先下架课程。")


class ImportRefused(DomainError):
    """A course folder that cannot be imported; ``extra["problems"]`` names each file and what is wrong with it."""

    code = "import_refused"
    status = 422
    message = _("这个文件夹还不能导入。")


class ScopeFixed(DomainError):
    """A membership of the whole site was sold as that; it cannot shrink to some courses."""

    code = "scope_fixed"
    status = 422
    message = _("全站会员上架后不能改成部分课程，已经买的人会吃亏。请另建一个会员。")


class NothingOffered(DomainError):
    code = "nothing_offered"
    status = 422
    message = _("至少填一个价格，会员才能卖。")


class TooFewParts(DomainError):
    code = "too_few_parts"
    status = 422
    message = _("打包至少要有两门课。")


class PartNotOnSale(DomainError):
    """``extra["titles"]`` says which."""

    code = "part_not_on_sale"
    status = 422
    message = _("打包里有课程还没有上架，现在不能卖。")


class PartSoldByIntakes(DomainError):
    code = "part_sold_by_intakes"
    status = 422
    message = _("打包里不能有分期报名的课：整包一买就开课，就没有期了。")

    @classmethod
    def of(cls, titles: Sequence[str]) -> "PartSoldByIntakes":
        said = _("%(titles)s是分期报名的，不能打包：整包一买就开课，就没有期了。")
        return cls(said % {"titles": "".join(f"《{one}》" for one in titles)}, extra={"titles": [*titles]})


class PartInPreSale(DomainError):
    """``extra["titles"]`` says which."""

    code = "part_in_pre_sale"
    status = 422
    message = _("预售中的课不能在打包里卖：买打包的人马上就有课，付了定金的人还在等。")

    @classmethod
    def of(cls, titles: Sequence[str]) -> "PartInPreSale":
        said = _(
            "%(titles)s正在预售，不能在打包里卖：买打包的人马上就有课，付了定金的人还在等。等预售结束，或者先取消预售。"
        )
        return cls(said % {"titles": "".join(f"《{one}》" for one in titles)}, extra={"titles": [*titles]})


class CourseInBundle(DomainError):
    code = "course_in_bundle"

    @classmethod
    def of(cls, titles: Sequence[str]) -> "CourseInBundle":
        said = _("这门课在打包%(titles)s里卖，一买就开课。先把它从打包里拿掉或下架打包，再分期报名。")
        return cls(said % {"titles": "".join(f"《{one}》" for one in titles)}, extra={"titles": [*titles]})


class PartByApplication(DomainError):
    """``extra["titles"]`` says which."""

    code = "part_by_application"
    status = 422
    message = _("要先申请的课不能放进打包：买打包的人没有申请过。")

    @classmethod
    def of(cls, titles: Sequence[str]) -> "PartByApplication":
        said = _("%(titles)s要先申请，不能放进打包：买打包的人没有申请过。")
        return cls(said % {"titles": "".join(f"《{one}》" for one in titles)}, extra={"titles": [*titles]})


class InBundle(DomainError):
    """``extra["titles"]`` says in which."""

    code = "in_bundle"
    message = _("它在打包里卖，不能再要求先申请。先把它从打包里拿出来。")


class GroupMissing(DomainError):
    code = "group_missing"
    status = 422
    message = _("先填好群名，放上群二维码，再上架。")


class NothingOpened(DomainError):
    code = "nothing_opened"
    status = 422
    message = _("请选择会员能学哪些课程，至少一门。")


class InPreSale(DomainError):
    code = "in_pre_sale"
    message = _("这门课已经在预售了。")


class NotForPreSale(DomainError):
    code = "not_for_pre_sale"
    status = 422
    message = _("能预售的是已上架、单独卖、不限名额、不用先申请、不在打包里卖的课程。")


class SoldInAdvance(DomainError):
    code = "sold_in_advance"
    message = _("它正在预售，不能再要求先申请：付过定金的人要能付尾款。先取消预售，或等预售结束。")


class StepsInACircle(DomainError):
    code = "steps_in_a_circle"
    status = 422
    message = _("这样会绕成一个圈：学员会被带回他已经买过的东西。")


class TooManyPhotos(DomainError):
    code = "too_many_photos"
    status = 422
    message = _("一套图最多 200 张，请分成几节课。")
