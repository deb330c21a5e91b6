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
from zhiyu.studio.queries.audit_words import words_of

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
    "tracing.mark": _("做追踪的记号"),
    "tracing.look_after": _("看看哪些课要做记号"),
    "tracing.look_into": _("查一份泄露的文件"),
    "works.look_after": _("看看哪些作品要记下样子"),
    "works.look_for": _("替学员找一件作品"),
    "works.look_over": _("记下作品的样子"),
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
    "live.fetch": _("取腾讯云录下的直播"),
    "live.hang_up": _("请腾讯云挂断一场直播"),
    "live.remind": _("提醒快开始的直播"),
    "live.settle": _("把直播录像变成回放"),
    "live.sweep": _("照看直播的时间"),
    "onsite.sweep": _("照看线下课的时间和座位"),
    "media.copy": _("给学员做一份下载"),
    "media.ladder": _("做出各种清晰度"),
    "media.offload": _("把影片送到对象存储"),
    "media.sweep_store": _("清理对象存储里没用的影片"),
    "media.watch_store": _("看看对象存储通不通"),
    "media.package": _("处理上传的文件"),
    "media.tidy": _("清理没人用的文件"),
    "media.wave": _("画出声音的样子"),
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
            words=words_of(one.action),
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
