"""The environment, read once and typed. Every name is in docs/operate.md."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from zhiyu.kernel.home import socket_dir

MODES = {"demo", "local", "production"}


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
    if not text("SMS_SENDER") or text("SMS_SENDER").endswith(".DemoSender"):
        found.append("SMS_SENDER 没有设置,验证码发不出去")
    if found:
        raise SystemExit("ZHIYU_MODE=production 还不能启动:\n" + "\n".join(f"  · {one}" for one in found))


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
