"""What the health and settings pages tell: audit in words, files that failed, which payment settings are there."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiyu.accounts.models import User
from zhiyu.catalog.models import Lesson
from zhiyu.media.models import Asset
from zhiyu.platform.models import AuditEntry

WORDS: dict[str, str | Promise] = {
    "login": _("登录"),
    "device.signed_out": _("让设备退出登录"),
    "devices.ended": _("让学员在所有设备上退出登录"),
    "plays.reviewed": _("看过播放迹象，不处理"),
    "identity.linked": _("绑定微信"),
    "phone.revealed": _("查看完整手机号"),
    "role.given": _("给了角色"),
    "role.taken": _("收回角色"),
    "identity.proved": _("确认是本人"),
    "password.set": _("设置登录密码"),
    "email.bound": _("绑定邮箱"),
    "email.unbound": _("解绑邮箱"),
    "phone.changed": _("换手机号"),
    "factor.added": _("开启两步验证"),
    "factor.removed": _("移除两步验证"),
    "factor.codes_renewed": _("换恢复码"),
    "factor.recovery_used": _("用恢复码登录"),
    "factor.reset": _("清空两步验证"),
    "account.closing": _("申请注销账号"),
    "account.kept": _("撤销注销账号"),
    "account.closed": _("账号注销"),
    "account.exported": _("下载自己的数据"),
    "message.switched": _("开关短信"),
    "message.retried": _("再发一次短信"),
    "orders.exported": _("导出订单"),
    "invoices.exported": _("导出开票表格"),
    "codes.exported": _("导出兑换码"),
    "codes.made": _("做一批兑换码"),
    "codes.revoked": _("作废没用的兑换码"),
    "code.revoked": _("作废一个兑换码"),
    "code.redeemed": _("用兑换码开通"),
    "gift.claimed": _("领走礼物"),
    "gift.link_renewed": _("换礼物链接"),
    "invoice.applied": _("申请发票"),
    "invoice.cancelled": _("取消发票申请"),
    "invoice.issuing": _("开始开票"),
    "invoice.issued": _("登记发票号码"),
    "invoice.rejected": _("不开发票"),
    "invoice.filed": _("放上发票文件"),
    "invoice.red_needed": _("记为待红冲"),
    "invoice.reversed": _("登记红字发票"),
    "invoice.seller_saved": _("修改开票设置"),
    "school.saved": _("修改学堂资料"),
    "backup.scheduled": _("修改自动备份"),
    "backup.asked": _("开始备份"),
    "backup.downloaded": _("下载备份"),
    "school.set_up": _("开了学堂"),
    "coaching.delivered": _("记一次服务"),
    "coaching.undone": _("撤销一次服务"),
    "coaching.made": _("约一次服务"),
    "coaching.moved": _("改一次服务的预约"),
    "coaching.called_off": _("取消一次服务的预约"),
    "live.planned": _("排一场直播"),
    "live.changed": _("改一场直播"),
    "live.called_off": _("取消一场直播"),
    "live.began": _("开播"),
    "live.ended": _("下课"),
    "live.key_renewed": _("换推流码"),
    "onsite.planned": _("排一堂线下课"),
    "onsite.changed": _("改一堂线下课"),
    "onsite.called_off": _("取消一堂线下课"),
    "onsite.ticked": _("帮学员签到"),
    "onsite.unticked": _("撤销签到"),
    "onsite.exported": _("下载签到名单"),
    "media.stream_opened": _("开始录直播"),
    "media.stream_settled": _("存好直播录像"),
    "catalog.lesson_held_back": _("把视频课排成首播"),
    "delivery.retried": _("重试后台事件"),
    "job.retried": _("重试后台任务"),
    "refund.requested": _("申请退款"),
    "refund.approved": _("同意退款"),
    "refund.rejected": _("没有同意退款"),
    "refund.retried": _("重新发起退款"),
    "order.placed": _("下单"),
    "order.paid": _("付款"),
    "order.closed": _("关闭订单"),
    "order.sent_back": _("退回多付的钱"),
    "order.stuck": _("订单卡住，等人处理"),
    "order.ended": _("由人关闭订单"),
    "payment.suspended": _("付款金额不一致，记为待查"),
    "payment.returned": _("退回待查款项"),
    "payment.cleared": _("待查款项另行处理"),
    "refund.stuck": _("退款卡住，等人处理"),
    "refund.settled_outside": _("用别的方式退款"),
    "bill.checked": _("重新核对账单"),
    "bill.settled": _("了结账单差异"),
    "access.granted": _("开通课程"),
    "evidence.exported": _("导出订单凭证"),
    "access.paused": _("暂停会员"),
    "access.resumed": _("恢复会员"),
    "refund.rules_saved": _("改自动退款的条件"),
    "catalog.refund_rule_saved": _("改退款规则"),
    "access.revoked": _("收回课程"),
    "catalog.category_added": _("新建分类"),
    "catalog.category_moved": _("移动分类"),
    "catalog.category_removed": _("删除分类"),
    "catalog.category_renamed": _("修改分类"),
    "catalog.chapter_added": _("新建章节"),
    "catalog.chapter_moved": _("移动章节"),
    "catalog.chapter_removed": _("移除章节"),
    "catalog.chapter_renamed": _("修改章节"),
    "catalog.course_created": _("新建课程"),
    "catalog.course_edited": _("修改课程"),
    "records.issued": _("开具学习证明"),
    "records.key_rotated": _("换了签学习证明的钥匙"),
    "catalog.course_imported": _("导入课程"),
    "catalog.course_published": _("上架课程"),
    "catalog.course_unpublished": _("下架课程"),
    "catalog.lesson_added": _("新建课时"),
    "catalog.lesson_edited": _("修改课时"),
    "catalog.lesson_moved": _("移动课时"),
    "catalog.lesson_removed": _("移除课时"),
    "catalog.lesson_media_set": _("换课时的文件"),
    "catalog.photo_added": _("套图加图片"),
    "catalog.photo_captioned": _("改图片说明"),
    "catalog.photo_moved": _("套图换顺序"),
    "catalog.photo_removed": _("套图拿掉图片"),
    "catalog.file_attached": _("加附件"),
    "catalog.file_detached": _("取下附件"),
    "alipay.certificates_saved": _("换支付宝证书"),
    "alipay.certificates_left": _("改回支付宝公钥"),
    "refund.processing": _("退款处理中"),
    "refund.succeeded": _("退款到账"),
    "refund.abnormal": _("退款渠道异常"),
    "refund.closed": _("退款关闭"),
    "media.laddered_again": _("重新做各种清晰度"),
    "media.packaged_again": _("重新处理文件"),
    "imports.handed_in": _("交来要搬的内容"),
    "imports.run_again": _("再搬一次"),
    "room.hidden": _("删掉直播间的一条消息"),
    "room.released": _("放行直播间的一条消息"),
    "room.muted": _("不让一个人在直播间发言"),
    "room.unmuted": _("恢复一个人的发言"),
    "room.arranged": _("改直播间的发言规则"),
    "room.words": _("改敏感词"),
    "room.exported": _("下载到课名单"),
    "question.open": _("重新打开一个提问"),
    "question.answered": _("把提问记成已回答"),
    "question.hidden": _("收起一个提问"),
    "poll.opened": _("发起投票"),
    "poll.closed": _("结束投票"),
    "draw.announced": _("发起抽奖"),
    "draw.drawn": _("开奖"),
    "draw.called_off": _("取消一轮抽奖"),
    "card.shown": _("在直播间挂商品"),
    "card.down": _("把商品从直播间拿下来"),
    "media.stored": _("上传文件"),
    "leak_evidence.exported": _("下载泄露的证据包"),
    "tracing.asked": _("查一份泄露的视频"),
    "tracing.asked_again": _("再查一次泄露的视频"),
    "tracing.marked_again": _("再做一次追踪的记号"),
    "tracing.reviewed": _("复核泄露追踪"),
    "media.dropped": _("清理没人用的文件"),
}


JOBS: dict[str, str | Promise] = {
    "accounts.close_due": _("注销到期的账号"),
    "accounts.forget": _("清理过期的登录记录"),
    "accounts.mail_code": _("发邮件验证码"),
    "accounts.mail_notice": _("发邮件通知"),
    "alipay.forget": _("清理旧的支付宝通知"),
    "backups.due": _("按时备份"),
    "backups.make": _("做备份"),
    "catalog.bind": _("把自己写的书排好"),
    "catalog.sweep_imports": _("清理没做完的导入"),
    "imports.bring_in": _("把别处的内容搬进来"),
    "tracing.mark": _("给影片做追踪的记号"),
    "tracing.look_after": _("看看哪些影片要做记号"),
    "tracing.look_into": _("查一份泄露的视频"),
    "commerce.close_expired": _("关闭过期订单"),
    "commerce.close_order": _("关闭一笔订单"),
    "commerce.fetch_bills": _("取账单核对"),
    "commerce.tend_presales": _("预售提醒与结算"),
    "gifts.return_unclaimed": _("退回没人领的礼物"),
    "screening.end_lapsed": _("结束过期没付款的报名申请"),
    "screening.remind": _("提醒快到期的报名申请"),
    "commerce.reconcile_payments": _("向支付渠道核对付款"),
    "commerce.reconcile_refunds": _("向支付渠道核对退款"),
    "ledger.seal": _("封账"),
    "ledger.seal_net": _("定时封账"),
    "coaching.remind": _("提醒快开始的服务预约"),
    "live.remind": _("提醒快开始的直播"),
    "live.settle": _("把直播录像变成回放"),
    "live.sweep": _("照看直播的时间"),
    "onsite.sweep": _("照看线下课的时间和座位"),
    "media.ladder": _("做出各种清晰度"),
    "media.package": _("处理上传的文件"),
    "media.tidy": _("清理没人用的文件"),
    "messaging.send": _("发短信"),
    "messaging.send_due": _("发到时间的短信"),
    "messaging.forget": _("清理旧的发送记录"),
    "platform.forget": _("清理过期的请求记录"),
    "platform.sweep": _("找回走失的事件"),
    "wechat_pay.forget": _("清理旧的支付通知"),
    "wechat_pay.renew_certificates": _("更新微信支付平台证书"),
}


def words_of_job(task: str) -> str | Promise:
    return JOBS.get(task, task)


@dataclass(frozen=True)
class AuditLine:
    entry: AuditEntry
    actor: str
    words: str | Promise


def audit_lines(entries: Iterable[AuditEntry]) -> list[AuditLine]:
    """Who did what, with names; one query for all of them."""
    listed = list(entries)
    people = User.objects.in_bulk({one.actor_id for one in listed if one.actor_id})
    return [
        AuditLine(
            entry=one,
            actor=str(people.get(one.actor_id, "")) if one.actor_id else "",
            words=WORDS.get(one.action, one.action),
        )
        for one in listed
    ]


@dataclass(frozen=True)
class AccessLine:
    """A line of the access log: whom it was about stands beside who did it."""

    line: AuditLine
    about_id: int | None
    about: str


def access_lines(entries: Iterable[AuditEntry]) -> list[AccessLine]:
    """Two queries for any number of lines."""
    lines = audit_lines(entries)
    ids = {line.entry.pk: about(line.entry.target) for line in lines}
    people = User.objects.in_bulk({found for found in ids.values() if found})
    return [
        AccessLine(line=line, about_id=(at := ids[line.entry.pk]), about=str(people.get(at or 0, ""))) for line in lines
    ]


def about(target: str) -> int | None:
    kind, _colon, number = target.partition(":")
    return int(number) if kind == "user" and number.isdigit() else None


def latest_changes(limit: int) -> QuerySet[AuditEntry]:
    """What people did, without their mere coming and going."""
    return AuditEntry.objects.exclude(action="login").order_by("-id")[:limit]


def failed_uploads() -> QuerySet[Asset]:
    """Files that could not be made playable, each with the lessons that use them."""
    used = Prefetch("lessons", queryset=Lesson.objects.filter(removed_at=None))
    return Asset.objects.filter(state=Asset.State.FAILED).prefetch_related(used).order_by("-created_at")


@dataclass(frozen=True)
class SettingState:
    variable: str
    meaning: str | Promise
    state: str


PAYMENT = [
    ("WECHAT_PAY_MCHID", "mchid", _("商户号")),
    ("WECHAT_PAY_APPID", "appid", _("公众号或小程序的 AppID")),
    ("WECHAT_PAY_APIV3_KEY", "apiv3_key", _("APIv3 密钥")),
    ("WECHAT_PAY_SERIAL", "serial", _("商户证书序列号")),
    ("WECHAT_PAY_PRIVATE_KEY", "private_key", _("商户私钥文件")),
    ("WECHAT_PAY_PUBLIC_KEY_ID", "public_key_id", _("微信支付公钥编号")),
    ("WECHAT_PAY_PUBLIC_KEY", "public_key", _("微信支付公钥文件")),
]
FILES = {"private_key", "public_key"}
PUBLIC_KEY = ("public_key_id", "public_key")


def payment_settings() -> list[SettingState]:
    """Which settings are there, never what they say."""
    return [SettingState(variable, meaning, state_of(key)) for variable, key, meaning in PAYMENT]


def state_of(key: str) -> str:
    value = settings.WECHAT_PAY[key]
    if not value:
        return "by_certificate" if key in PUBLIC_KEY and by_certificate() else "missing"
    return "no_file" if key in FILES and not Path(value).is_file() else "set"


def by_certificate() -> bool:
    """Without a public key WeChat Pay is known by its platform certificates, which need no setting."""
    return bool(settings.WECHAT_PAY["mchid"]) and not any(settings.WECHAT_PAY[key] for key in PUBLIC_KEY)
