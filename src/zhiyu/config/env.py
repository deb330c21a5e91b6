"""The environment, read once and typed. Every name is in docs/operate.md."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from zhiyu.kernel.home import socket_dir

MODES = {"demo", "local", "production"}
SMS_SENDERS = {
    "aliyun": "zhiyu.integrations.sms.aliyun.AliyunSender",
    "tencent": "zhiyu.integrations.sms.tencent.TencentSender",
}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def mode() -> str:
    found = text("ZHIYU_MODE", "local")
    if found not in MODES:
        raise SystemExit(f"ZHIYU_MODE is {found!r}; it may be {', '.join(sorted(MODES))}")
    return found


def refuse_unsafe() -> None:
    """Production starts only with settings that are safe in public; each one that is not is named."""
    if mode() != "production":
        return
    found = []
    if not text("ZHIYU_URL").startswith("https://"):
        found.append("ZHIYU_URL 应是学堂对外的 https:// 地址")
    if text("WECHAT_SIMULATOR_URL"):
        found.append("WECHAT_SIMULATOR_URL 指向模拟器,正式环境里应当去掉")
    found += [
        f"{name} 不是 https:// 地址"
        for name in ("WECHAT_PAY_BASE_URL", "WECHAT_PAY_BACKUP_URL", "WECHAT_OA_BASE_URL", "WECHAT_OA_OPEN_URL")
        if text(name) and not text(name).startswith("https://")
    ]
    if not sms_sender() or sms_sender().endswith(".DemoSender"):
        found.append("SMS_PROVIDER(或 SMS_SENDER)没有设置,验证码发不出去")
    found += [f"{name} 没有设置,验证码发不出去" for name in missing_sms()]
    if text("SMS_BASE_URL") and not text("SMS_BASE_URL").startswith("https://"):
        found.append("SMS_BASE_URL 不是 https:// 地址")
    if found:
        raise SystemExit("ZHIYU_MODE=production 还不能启动:\n" + "\n".join(f"  · {one}" for one in found))


def sms_sender() -> str:
    """Dotted path of what sends codes: named outright, by ``SMS_PROVIDER``, or a file outside production."""
    if given := text("SMS_SENDER"):
        return given
    provider = text("SMS_PROVIDER") if mode() != "demo" else ""
    if provider and provider not in SMS_SENDERS:
        raise SystemExit(f"SMS_PROVIDER is {provider!r}; it may be {', '.join(sorted(SMS_SENDERS))}")
    file = "" if mode() == "production" else "zhiyu.integrations.sms.demo.DemoSender"
    return SMS_SENDERS.get(provider, file)


def missing_sms() -> list[str]:
    """Which variables the chosen provider still lacks."""
    wanted = {"aliyun": ["ACCESS_KEY", "SECRET_KEY", "SIGN_NAME", "TEMPLATE_CODE"]}
    wanted["tencent"] = [*wanted["aliyun"], "APP_ID"]
    names = [f"SMS_{name}" for name in wanted.get(text("SMS_PROVIDER"), [])]
    return [name for name in names if not text(name)]


def database() -> dict[str, object]:
    """Django's settings for ``DATABASE_URL``, or for the embedded server on its unix socket."""
    url = text("DATABASE_URL")
    if not url:
        return {"ENGINE": "django.db.backends.postgresql", "NAME": "zhiyu", "USER": "zhiyu", "HOST": str(socket_dir())}
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SystemExit("DATABASE_URL must begin with postgresql://")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "zhiyu",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
    }


def file_text(name: str) -> str:
    """The content of the file that a variable names, or nothing when unset."""
    path = text(name)
    return Path(path).read_text() if path else ""
