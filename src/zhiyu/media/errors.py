from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class AssetStateError(DomainError):
    code = "asset_state"
    message = _("文件现在的状态不能这样操作。")


class AssetNotReady(DomainError):
    """Packaging is under way or failed; ``extra`` has ``state`` and ``progress``."""

    code = "asset_not_ready"
    message = _("这个音视频还在处理中，请稍后再来。")


class MediaRefused(DomainError):
    """The file is damaged, empty or of a kind we cannot use. ``code`` of the cause is in ``extra["cause"]``."""

    code = "media_refused"
    status = 422
    message = _("这个文件不能使用。")


class CaptionsRefused(DomainError):
    """A subtitle file or list that cannot be read; the message says which line."""

    code = "captions_refused"
    status = 422
    message = _("这份字幕不能使用。")


class CaptionsChanged(DomainError):
    """Somebody saved these subtitles after the caller read them."""

    code = "captions_changed"
    message = _("这份字幕刚被别人改过。")


class PackagingFailed(DomainError):
    code = "packaging_failed"
    status = 500
    message = _("处理音视频时出错了，请重新处理；如果还不行，请换一种格式再上传。")


class PackagingStalled(PackagingFailed):
    """Each try ended with its machine or its process and never by itself."""

    code = "packaging_stalled"
    message = _("处理了几次都中断了，请重新处理；如果还不行，请换一种格式再上传。")


class PackagingInterrupted(PackagingFailed):
    """The program that did it was killed: no fault of the file's, as a rule, so it is tried again."""


class DocumentRefused(PackagingFailed):
    """A PDF that cannot be opened, or has no pages or too many; ``extra["cause"]`` is stable for programs."""

    code = "document_refused"
    status = 422
    message = _("这份 PDF 打不开，请重新导出后再上传。")


class PageNotDrawn(PackagingFailed):
    """A page that took the drawing program with it, or more time or memory than any page may."""

    code = "page_not_drawn"
    message = _("这份 PDF 里有一页太复杂或者坏了，画不出来。请在电脑上打开它，用“打印 → 另存为 PDF”存一份新的再上传。")


class DocumentTooSlow(PackagingFailed):
    """No page took too long, and all of them did."""

    code = "document_too_slow"
    message = _("这份 PDF 画了一个小时还没有画完。请拆成几份，分几节课上传。")


class CoursewareDamaged(PackagingFailed):
    """A ZIP whose directory was in order and whose content is not."""

    code = "courseware_damaged"
    message = _("这个压缩包里的文件和它自己的目录对不上，打不开。请重新导出后再上传。")


class DiskFull(DomainError):
    code = "disk_full"
    status = 507
    message = _("服务器的磁盘空间不够，请先腾出空间再上传。")


class CopyNoRoom(DiskFull):
    code = "copy_no_room"
    message = _("服务器的空间暂时不够，这份下载现在做不了。请过一会儿再按一次，或者告诉老师。")


class CopyNoFont(DomainError):
    """Whoever it is for must be written in the picture, and here are no letters for it."""

    code = "copy_no_font"
    status = 500
    message = _("服务器上没有中文字体，名字写不进画面，所以没有做。请告诉老师。")


class CopyUnmarked(DomainError):
    """The course is traced, and this film's variants are not there."""

    code = "copy_unmarked"
    message = _("这一课还在做防泄露的记号，做好以后才能下载，请过一会儿再来。")


class TooManyCopies(DomainError):
    """``extra["limit"]`` are made for a person in 24 hours."""

    code = "too_many_copies"
    status = 429
    message = _("24 小时里能做的下载已经用完了，请明天再来。在线看不受影响。")


class UploadTooLarge(DomainError):
    code = "upload_too_large"
    status = 413
    message = _("文件太大了。")


class OffsetMismatch(DomainError):
    """tus: the client is at another place than the server; it asks with HEAD and goes on from there."""

    code = "offset_mismatch"
    message = _("上传的位置对不上，请继续上传。")


class ChecksumMismatch(DomainError):
    code = "checksum_mismatch"
    status = 460
    message = _("这一段在传输中损坏了，正在重传。")


class UploadInvalid(DomainError):
    """The request is not tus 1.0.0 as we speak it."""

    code = "upload_invalid"
    status = 400
    message = _("上传请求的格式不对。")


class TusVersion(DomainError):
    code = "tus_version"
    status = 412
    message = _("上传协议的版本不对，需要 tus 1.0.0。")


class WrongContentType(DomainError):
    code = "wrong_content_type"
    status = 415
    message = _("上传请求的内容类型不对。")


class TicketRefused(DomainError):
    """A media address without a right: wrong person, device, browser or lesson, or an ended right."""

    code = "ticket_refused"
    status = 403
    message = _("播放许可无效，请刷新页面。")


class TicketExpired(TicketRefused):
    code = "ticket_expired"
    status = 410
    message = _("播放许可已过期，请重新打开。")


class KeyMustBeWrapped(TicketRefused):
    """This course gives its keys to players alone that can have them sealed (``?to=``)."""

    code = "key_must_be_wrapped"
    message = _("这门课要新一点的浏览器才能放，请换一个，或在微信里打开。")


class TicketUsed(TicketRefused):
    """A ticket for keys in the clear is opened once, soon after it was given, and by one player."""

    code = "ticket_used"
    status = 410
    message = _("这个播放地址只能用一次，请回到课时页重新打开。")


class PlayingElsewhere(DomainError):
    """As many players as an account may have are at it. ``extra["device"]`` is the one that plays."""

    code = "playing_elsewhere"
    message = _("正在另一台设备上播放。")


class DevicesFull(DomainError):
    """``extra``: ``limit``; ``devices`` that took the places, each with ``id``, ``name``, ``last_at``; how many of them
    to ``remove``.
    """

    code = "devices_full"
    message = _("能看课的设备已经满了，移走一台不用的，就能在这里看。")


class TooFast(DomainError):
    """More keys than anybody could watch. ``extra["retry_after"]``: in how many seconds the next is given."""

    code = "too_fast"
    status = 429
    message = _("要得太快了，稍等几秒会接着放。")


class WrappingRefused(DomainError):
    """``to`` is no point of P-256."""

    code = "wrapping_refused"
    status = 400
    message = _("播放器给的公钥不对，请刷新页面。")


class PreviewEnded(TicketRefused):
    """The address is beyond what this ticket shows."""

    code = "preview_ended"
    status = 402
    message = _("试看到这里结束了，获得课程后继续学习。")


class NotForASet(DomainError):
    code = "not_for_a_set"
    status = 422
    message = _("套图里要放新上传的图片；别处用着的图片请再传一次。")


class BookRefused(DomainError):
    """An EPUB that cannot be read, or may not; ``extra["cause"]`` is stable for programs."""

    code = "book_refused"
    status = 422
    message = _("这本电子书打不开，请重新导出后再上传。")


class CoursewareRefused(DomainError):
    """A ZIP that is no courseware we can play; ``extra["cause"]`` is stable for programs."""

    code = "courseware_refused"
    status = 422
    message = _("这份互动课件打不开，请重新导出后再上传。")


class ArchiveRefused(DomainError):
    """A ZIP that is damaged or built to harm; ``extra["cause"]`` is stable for programs."""

    code = "archive_refused"
    status = 422
    message = _("这个压缩包打不开，请重新打包后再上传。")
