"""How accounts' facts are said to people: device names, agreements in the reader's language."""

from datetime import datetime

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from zhiyu.accounts.agreement_texts import AgreementText, text_of
from zhiyu.accounts.models import Device, Notice
from zhiyu.ui.wording import when

MINUTE = 60
FACTOR_WORDS = {
    "added": gettext_lazy("开启了一种两步验证"),
    "removed": gettext_lazy("移除了一种两步验证"),
    "renewed": gettext_lazy("换了一批恢复码，旧的都不能再用"),
    "reset": gettext_lazy("两步验证被学堂清空，请尽快重新开启"),
}
SYSTEMS = [
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
]
BROWSERS = [
    ("MicroMessenger", "微信"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("HuaweiBrowser", "HuaweiBrowser"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]


def device_name(user_agent: str) -> str:
    """``iPhone · 微信``: what people recognise their own phone by."""
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    if browser == "微信":
        browser = _("微信")
    return " · ".join(part for part in (system, browser) if part) or _("未知设备")


def agreement_in(text: AgreementText) -> AgreementText:
    """The same agreement in the language of the page."""
    return text_of(text.id, language=get_language() or "zh-hans") or text


def wait_words(seconds: int) -> str:
    """When the next code may be asked for, in the unit people think in."""
    if seconds < 2 * MINUTE:
        return ngettext("验证码刚刚发过，请 %(n)s 秒后再试。", "验证码刚刚发过，请 %(n)s 秒后再试。", seconds) % {
            "n": seconds
        }
    return _("验证码要得太多了，请 %(n)s 分钟后再试。") % {"n": -(-seconds // MINUTE)}


def parted_words(because: str, at: datetime) -> str:
    """Why and when a login ended, for who still holds it."""
    if because not in Device.Ended.values:
        return _("30 天没有使用，已自动退出登录。")
    return _("%(why)s（%(at)s）") % {"why": Device.Ended(because).label, "at": when(at)}


def parted_title(because: str, at: datetime) -> str:
    if because == Device.Ended.ELSEWHERE:
        return _("这台设备被移走了（%(at)s）") % {"at": when(at)}
    return parted_words(because, at)


def notice_words(notice: Notice) -> str:
    """One line about what happened, in the reader's language."""
    detail = notice.detail
    if notice.kind == Notice.Kind.NEW_DEVICE:
        where = detail.get("address") or _("未知地址")
        return _("%(device)s 登录了你的账号，网络地址 %(where)s") % {
            "device": device_name(detail.get("agent", "")),
            "where": where,
        }
    if notice.kind == Notice.Kind.PHONE:
        return _("登录手机号换了，原来是 %(before)s") % {"before": detail.get("before") or _("未绑定")}
    if notice.kind == Notice.Kind.FACTOR:
        return str(FACTOR_WORDS.get(detail.get("change", ""), notice.get_kind_display()))
    return str(notice.get_kind_display())


def tries_words(seconds: int) -> str:
    """After how long the next password or code is looked at."""
    if seconds < 2 * MINUTE:
        return ngettext("试得太多次了，请 %(n)s 秒后再试。", "试得太多次了，请 %(n)s 秒后再试。", seconds) % {
            "n": seconds
        }
    return _("试得太多次了，请 %(n)s 分钟后再试。") % {"n": -(-seconds // MINUTE)}
