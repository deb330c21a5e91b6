"""Production starts only with settings that are safe in public; each one that is not is named."""

import ipaddress
from urllib.parse import urlsplit

from zhiyu.config import env
from zhiyu.kernel import keys

SHORTEST_KEY, FEWEST_SIGNS = 32, 12
HTTPS_ONLY = (
    "ALIPAY_GATEWAY_URL",
    "WECHAT_PAY_BASE_URL",
    "WECHAT_PAY_BACKUP_URL",
    "WECHAT_OA_BASE_URL",
    "WECHAT_OA_OPEN_URL",
    "SMS_BASE_URL",
)
DEBUGGING = ("DEBUG", "DJANGO_DEBUG", "PYTHONASYNCIODEBUG", "PYTHONDEVMODE")


def refuse_unsafe() -> None:
    if env.mode() != "production":
        return
    if found := unsafe():
        raise SystemExit("ZHIYU_MODE=production 还不能启动:\n" + "\n".join(f"  · {one}" for one in found))


def unsafe() -> list[str]:
    return [*addresses(), *secrets(), *debugging(), *senders(), *doors()]


def addresses() -> list[str]:
    found = []
    if not is_public_https(env.text("ZHIYU_URL")):
        found.append("ZHIYU_URL 应是学堂对外的 https:// 地址")
    if env.text("WECHAT_SIMULATOR_URL"):
        found.append("WECHAT_SIMULATOR_URL 指向模拟器，正式环境里应当去掉")
    found += [
        f"{name} 不是 https:// 地址"
        for name in HTTPS_ONLY
        if env.text(name) and not env.text(name).startswith("https://")
    ]
    return found


def is_public_https(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and bool(parts.hostname) and not is_loopback(parts.hostname or "")


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def secrets() -> list[str]:
    found = []
    if is_weak(keys.current()):
        where = "ZHIYU_SECRET_KEY" if keys.given() else f"{keys.key_file()}（ZHIYU_SECRET_KEY）"
        found.append(f"{where} 太短或太简单，至少 {SHORTEST_KEY} 个随机字符：zhiyu secrets new 可以生成一个")
    if (media := env.text("ZHIYU_MEDIA_KEY")) and is_weak(media):
        found.append(f"ZHIYU_MEDIA_KEY 太短或太简单，至少 {SHORTEST_KEY} 个随机字符")
    return found


def is_weak(key: str) -> bool:
    return len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_SIGNS or key.startswith("django-insecure-")


def debugging() -> list[str]:
    found = [f"{name} 打开了调试，正式环境里应当去掉" for name in DEBUGGING if env.text(name) not in {"", "0"}]
    if env.text("ZHIYU_LOG").upper() == "DEBUG":
        found.append("ZHIYU_LOG=DEBUG 会把学员的内容写进日志，请用 INFO 或 WARNING")
    if env.text("DJANGO_SETTINGS_MODULE", "zhiyu.config.settings") != "zhiyu.config.settings":
        found.append("DJANGO_SETTINGS_MODULE 指向别的设置")
    return found


def senders() -> list[str]:
    found = []
    if not env.sms_sender() or env.sms_sender().endswith(".DemoSender"):
        found.append("SMS_PROVIDER（或 SMS_SENDER）没有设置，验证码发不出去")
    if env.mail_sender().endswith(".FileSender"):
        found.append("MAIL_SENDER 把邮件里的验证码写进文件，正式环境里应当去掉")
    return found + [f"{name} 没有设置，验证码发不出去" for name in env.missing_sms()]


def doors() -> list[str]:
    found = []
    if any("*" in host for host in env.listed("ZHIYU_ALLOWED_HOSTS")):
        found.append("ZHIYU_ALLOWED_HOSTS 不能是 *，请写出域名")
    everybody = [
        x for x in env.trusted_proxies() if x != "unix" and not ipaddress.ip_network(x, strict=False).prefixlen
    ]
    return found + [f"ZHIYU_TRUSTED_PROXIES 里的 {name} 等于相信所有人" for name in everybody]
