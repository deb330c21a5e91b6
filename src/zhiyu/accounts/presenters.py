"""How accounts' facts are said to people: device names, agreements in the reader's language."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiyu.accounts.agreement_texts import AgreementText, text_of

MINUTE = 60
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
        return _("验证码刚刚发过，请 %(n)s 秒后再试。") % {"n": seconds}
    return _("验证码要得太多了，请 %(n)s 分钟后再试。") % {"n": -(-seconds // MINUTE)}
