"""Which payment channels the school has, and what of their settings is there; never what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiyu.integrations.alipay.queries import trust
from zhiyu.studio.queries.wellbeing import SettingState, payment_settings

ALIPAY = [
    ("ALIPAY_APP_ID", "app_id", _("应用的 AppID")),
    ("ALIPAY_SELLER_ID", "seller_id", _("商家的支付宝账号 PID（2088 开头）")),
    ("ALIPAY_PRIVATE_KEY", "private_key", _("应用私钥")),
    ("ALIPAY_PUBLIC_KEY", "public_key", _("支付宝公钥")),
]
KEY_FILES = (".pem", ".key", ".txt")
THERE = {"set", "by_certificate", "certified"}


@dataclass(frozen=True, kw_only=True)
class Channel:
    """``states`` one by one; ``begun``: somebody set something, so that what is missing is missed."""

    title: str | Promise
    states: Sequence[SettingState]
    notify_url: str
    where: str | Promise
    more: str = ""
    """The name of a page with more of its settings."""
    mode: str | Promise = ""

    @property
    def ready(self) -> bool:
        return all(one.state in THERE for one in self.states)

    @property
    def begun(self) -> bool:
        return any(one.state != "missing" for one in self.states)


def payment_channels() -> list[Channel]:
    certified = trust().by_certificate
    return [
        Channel(
            title=_("微信支付"),
            states=payment_settings(),
            notify_url=f"{settings.PUBLIC_URL}/integrations/wechat-pay/default/notify",
            where=_("密钥在商户平台的“API 安全”里。"),
        ),
        Channel(
            title=_("支付宝"),
            states=[
                SettingState(variable, meaning, alipay_state(key, certified=certified))
                for variable, key, meaning in ALIPAY
            ],
            notify_url=f"{settings.PUBLIC_URL}/integrations/alipay/default/notify",
            where=_("在开放平台的应用里签约“电脑网站支付”和“手机网站支付”，密钥在“开发设置”里。"),
            more="alipay:certificates",
            mode=_("公钥证书模式") if certified else _("公钥模式"),
        ),
    ]


def alipay_state(key: str, *, certified: bool) -> str:
    """A key stands there itself, or in a file; a certificate takes the place of Alipay's."""
    value = settings.ALIPAY[key]
    if key == "public_key" and certified:
        return "certified"
    if not value:
        return "missing"
    return "no_file" if value.endswith(KEY_FILES) and not Path(value).is_file() else "set"
