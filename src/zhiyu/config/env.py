"""The environment, read once and typed. Every name is in docs/operate.md."""

import ipaddress
import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from zhiyu.kernel.home import socket_dir

MODES = {"demo", "local", "production"}
SHORTEST_CDN_KEY = 16
SHORTEST_TURN_SECRET = 16
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
SMS_SENDERS = {
    "aliyun": "zhiyu.integrations.sms.aliyun.AliyunSender",
    "tencent": "zhiyu.integrations.sms.tencent.TencentSender",
}


LIVE_ENGINES = ("embedded", "nginx", "tencent", "off")
TENCENT_LIVE_NEEDS = ("PUSH_DOMAIN", "PUSH_KEY", "PLAY_DOMAIN", "PLAY_KEY", "CALLBACK_KEY")


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def number(name: str, default: int, *, least: int = 0) -> int:
    given = text(name) or str(default)
    try:
        found = int(given)
    except ValueError:
        found = least - 1
    if found < least:
        raise SystemExit(f"{name} is {given!r}; it must be a whole number, {least} or more")
    return found


def one_of(name: str, default: str, *known: str) -> str:
    given = text(name) or default
    found = [one for one in known if one.lower() == given.lower()]
    if not found:
        raise SystemExit(f"{name} is {given!r}; it may be {', '.join(known)}")
    return found[0]


def live_engine() -> str:
    return one_of("ZHIYU_LIVE", "embedded", *LIVE_ENGINES)


def missing_tencent_live() -> list[str]:
    """What Tencent Cloud Live still lacks."""
    return [f"TENCENT_LIVE_{name}" for name in TENCENT_LIVE_NEEDS if not text(f"TENCENT_LIVE_{name}")]


def tencent_live() -> dict[str, Any]:
    """Empty unless it takes classes in. Of play and callback keys there may be two, while one follows another."""
    if live_engine() != "tencent":
        return {}
    if missing := missing_tencent_live():
        raise SystemExit(f"ZHIYU_LIVE=tencent needs {', '.join(missing)}")
    push, play = text("TENCENT_LIVE_PUSH_DOMAIN"), text("TENCENT_LIVE_PLAY_DOMAIN").rstrip("/")
    return {
        "push": push,
        "push_name": push.partition(":")[0],
        "push_key": text("TENCENT_LIVE_PUSH_KEY"),
        "play": play if "://" in play else f"https://{play}",
        "play_keys": listed("TENCENT_LIVE_PLAY_KEY"),
        "callback_keys": listed("TENCENT_LIVE_CALLBACK_KEY"),
        "record_hosts": [one.lower() for one in listed("TENCENT_LIVE_RECORD_HOSTS")],
        "app": text("TENCENT_LIVE_APP", "live"),
        "sign": one_of("TENCENT_LIVE_SIGN", "md5", "md5", "sha256"),
        "api": text("TENCENT_LIVE_API_URL", "https://live.tencentcloudapi.com"),
        "secret_id": text("TENCENT_SECRET_ID"),
        "secret_key": text("TENCENT_SECRET_KEY"),
    }


def mode() -> str:
    found = text("ZHIYU_MODE", "local")
    if found not in MODES:
        raise SystemExit(f"ZHIYU_MODE is {found!r}; it may be {', '.join(sorted(MODES))}")
    return found


def url() -> str:
    return text("ZHIYU_URL", "http://127.0.0.1:8000").rstrip("/")


def allowed_hosts() -> list[str]:
    """The names that the school answers to: its address, loopback, and what is added by hand.

    Any other is refused, or a page elsewhere could point its own name here and read along (DNS rebinding).
    """
    return [*LOOPBACK, *filter(None, [urlsplit(url()).hostname]), *listed("ZHIYU_ALLOWED_HOSTS")]


def trusted_proxies() -> list[str]:
    """Whose ``X-Forwarded-*`` counts. In production a proxy on the same machine is assumed."""
    found = listed("ZHIYU_TRUSTED_PROXIES", "127.0.0.0/8,::1,unix" if mode() == "production" else "")
    for name in found:
        try:
            _ = name == "unix" or ipaddress.ip_network(name, strict=False)
        except ValueError:
            raise SystemExit(f"ZHIYU_TRUSTED_PROXIES: {name!r} is no address, no network and not unix") from None
    return found


def listed(name: str, default: str = "") -> list[str]:
    return [one.strip() for one in text(name, default).split(",") if one.strip()]


def cdn() -> dict[str, str] | None:
    """What ``media.cdn.Cdn`` is made of; none without ``ZHIYU_CDN``."""
    address = text("ZHIYU_CDN").rstrip("/")
    if not address:
        return None
    missing = [name for name in ("ZHIYU_CDN_KEY", "ZHIYU_CDN_ORIGIN_KEY") if len(text(name)) < SHORTEST_CDN_KEY]
    if missing or not address.startswith("https://"):
        short = f" ({', '.join(missing)}: {SHORTEST_CDN_KEY} signs or more)" if missing else ""
        raise SystemExit(f"ZHIYU_CDN needs an https address and two keys{short}")
    sign = one_of("ZHIYU_CDN_SIGN", "tencent-d", "tencent-d", "hmac")
    return {"url": address, "key": text("ZHIYU_CDN_KEY"), "origin_key": text("ZHIYU_CDN_ORIGIN_KEY"), "sign": sign}


def media_store() -> dict[str, str] | None:
    """What ``media.offsite.Store`` is made of; none without ``MEDIA_S3_BUCKET``."""
    bucket, endpoint = text("MEDIA_S3_BUCKET"), text("MEDIA_S3_ENDPOINT").rstrip("/")
    if not bucket:
        return None
    parts, keys = urlsplit(endpoint), [text("MEDIA_S3_ACCESS_KEY"), text("MEDIA_S3_SECRET_KEY")]
    host = parts.hostname or ""
    if not all(keys) or not host or parts.path or (parts.scheme != "https" and host not in LOOPBACK):
        raise SystemExit(
            "MEDIA_S3_BUCKET needs MEDIA_S3_ENDPOINT (https://host), MEDIA_S3_ACCESS_KEY, MEDIA_S3_SECRET_KEY"
        )
    if text("ZHIYU_CDN"):
        raise SystemExit("films leave by ZHIYU_CDN or from MEDIA_S3_BUCKET: set one of them")
    style = one_of("MEDIA_S3_STYLE", "path" if host in LOOPBACK else "virtual", "virtual", "path")
    folder = text("MEDIA_S3_PREFIX").strip("/")
    return {
        "endpoint": endpoint,
        "bucket": bucket,
        "access_key": keys[0],
        "secret_key": keys[1],
        "region": text("MEDIA_S3_REGION", "us-east-1"),
        "prefix": f"{folder}/" if folder else "",
        "style": style,
        "origin": f"{parts.scheme}://{parts.netloc if style == 'path' else f'{bucket}.{parts.netloc}'}",
    }


def turn() -> list[str]:
    """Each works only with the secret that its server shares with us."""
    found = listed("ZHIYU_TURN")
    if found and len(text("ZHIYU_TURN_SECRET")) < SHORTEST_TURN_SECRET:
        raise SystemExit(f"ZHIYU_TURN needs ZHIYU_TURN_SECRET: {SHORTEST_TURN_SECRET} signs or more")
    return of_kind("ZHIYU_TURN", found, "turn:", "turns:")


def stun() -> list[str]:
    return of_kind("ZHIYU_STUN", listed("ZHIYU_STUN"), "stun:", "stuns:")


def of_kind(name: str, found: list[str], *beginnings: str) -> list[str]:
    for one in found:
        if not one.startswith(beginnings):
            raise SystemExit(f"{name}: {one!r} must begin with {' or '.join(beginnings)}")
    return found


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


def mail_sender() -> str:
    """SMTP once ``EMAIL_HOST`` is set; a file in demo mode and for a local school without it."""
    if given := text("MAIL_SENDER"):
        return given
    if text("EMAIL_HOST") and mode() != "demo":
        return "zhiyu.integrations.email.smtp.SmtpSender"
    return "" if mode() == "production" else "zhiyu.integrations.email.file.FileSender"


def staff_mfa() -> str:
    """Whether people with a role must have a second factor before the studio opens, or may."""
    return one_of("ZHIYU_STAFF_MFA", "required" if mode() == "production" else "offered", "offered", "required")


def log_level() -> str:
    return one_of("ZHIYU_LOG", "WARNING", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def disk_reserve_mb() -> int:
    """Below so much free space uploads and packaging stop."""
    return number("ZHIYU_DISK_RESERVE_MB", 1024)


def databases() -> dict[str, dict[str, Any]]:
    """``DATABASE_URL`` may be a pooler that lends a connection for one transaction (pgbouncer).

    Listening and preparing statements need a connection of one's own: ``DATABASE_DIRECT_URL``. The web process asks
    through the pooler and listens directly; every other part, few as they are, has direct connections only.
    """
    direct = text("DATABASE_DIRECT_URL")
    if not direct:
        return {"default": database()}
    if text("ZHIYU_PART") != "web":
        return {"default": database(direct)}
    return {"default": {**database(), "DISABLE_SERVER_SIDE_CURSORS": True}, "direct": database(direct)}


def database(url: str = "") -> dict[str, Any]:
    """Django's settings for ``DATABASE_URL``, or for the embedded server on its unix socket."""
    url = url or text("DATABASE_URL")
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
