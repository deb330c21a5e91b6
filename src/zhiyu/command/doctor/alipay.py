"""Alipay's keys: whether they can be read, and are what they are given for."""

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

from zhiyu.command.doctor.findings import Finding, bad, doubtful, good
from zhiyu.config import env

NEEDED = ("APP_ID", "SELLER_ID", "PRIVATE_KEY", "PUBLIC_KEY")
NUMBER_DIGITS = 16
WHERE = ("在开放平台的应用里找到它", "find it in your app on Alipay's open platform")
CERTIFIED = (
    "公钥证书模式不需要它：证书在创作后台“设置 → 收款 → 支付宝证书”里",
    "certificate mode needs none: its certificates are under “设置 → 收款 → 支付宝证书” of the studio",
)


def app_keys() -> Iterator[Finding]:
    """Nothing set is nothing wrong: a school may do without Alipay."""
    if not any(env.text(f"ALIPAY_{name}") for name in NEEDED):
        return
    found = [*missing(), *seller(), *private(), *public()]
    yield from found
    if not found:
        yield good("alipay_keys", "支付宝的密钥读得出", "Alipay's keys can be read")


def missing() -> Iterator[Finding]:
    for name in NEEDED:
        if not env.text(f"ALIPAY_{name}"):
            text = (f"ALIPAY_{name} 没有设置", f"ALIPAY_{name} is not set")
            yield doubtful("alipay_keys", text, CERTIFIED) if name == "PUBLIC_KEY" else bad("alipay_keys", text, WHERE)


def seller() -> Iterator[Finding]:
    given = env.text("ALIPAY_SELLER_ID")
    if given and not (given.startswith("2088") and given.isdigit() and len(given) == NUMBER_DIGITS):
        text = ("ALIPAY_SELLER_ID 应是 2088 开头的 16 位数字", "ALIPAY_SELLER_ID has 16 digits, 2088 in front")
        yield bad("alipay_keys", text, WHERE)


def private() -> Iterator[Finding]:
    key, trouble = private_key()
    yield from trouble
    if key is not None and not isinstance(key, RSAPrivateKey):
        yield unreadable("PRIVATE_KEY", ValueError("not RSA"))


def public() -> Iterator[Finding]:
    """Put in by mistake, the app's own public key would refuse all that Alipay says."""
    key, trouble = read("PUBLIC_KEY", load_pem_public_key, load_der_public_key)
    yield from trouble
    if key is not None and not isinstance(key, RSAPublicKey):
        yield unreadable("PUBLIC_KEY", ValueError("not RSA"))
    own, _ = private_key()
    if isinstance(key, RSAPublicKey) and isinstance(own, RSAPrivateKey) and key == own.public_key():
        text = (
            "ALIPAY_PUBLIC_KEY 是应用自己的公钥，要填的是支付宝公钥",
            "ALIPAY_PUBLIC_KEY is your app's own; what is wanted is Alipay's",
        )
        yield bad("alipay_keys", text, WHERE)


def private_key() -> tuple[object, list[Finding]]:
    return read("PRIVATE_KEY", lambda it: load_pem_private_key(it, None), lambda it: load_der_private_key(it, None))


def read(
    name: str, from_pem: Callable[[bytes], object], from_der: Callable[[bytes], object]
) -> tuple[object, list[Finding]]:
    """The key, or what is wrong with it; neither where it is not set."""
    if not env.text(f"ALIPAY_{name}"):
        return None, []
    try:
        text = key_text(name)
        return from_pem(text) if is_pem(text) else from_der(der(text)), []
    except (OSError, ValueError, TypeError) as error:
        return None, [unreadable(name, error)]


def key_text(name: str) -> bytes:
    """The key itself, or the path of a file that holds it."""
    given = env.text(f"ALIPAY_{name}")
    return given.encode() if len(given) > 300 or is_pem(given.encode()) else Path(given).read_bytes()  # noqa: PLR2004


def is_pem(text: bytes) -> bool:
    return text.lstrip().startswith(b"-----BEGIN")


def der(text: bytes) -> bytes:
    return base64.b64decode(b"".join(text.split()), validate=True)


def unreadable(name: str, error: Exception) -> Finding:
    text = (f"ALIPAY_{name} 读不出：{error}", f"ALIPAY_{name} cannot be read: {error}")
    return bad("alipay_keys", text, ("核对密钥或它的路径和权限", "check the key, or its path and rights"))


def certificates() -> Iterator[Finding]:
    """Certificate mode: how long it still lasts. Alipay's own is fetched anew by itself, the app's is not."""
    from zhiyu.integrations.alipay.queries import trust  # noqa: PLC0415 -- Django is set up by then

    found = trust()
    if not found.by_certificate:
        return
    worst = found.worst
    if worst is None:
        yield good("alipay_certificates", "支付宝的证书都在有效期内", "Alipay's certificates are in date")
        return
    day = f"{worst.expires_at:%Y-%m-%d}"
    mend = (
        "到开放平台换一张，在“设置 → 收款 → 支付宝证书”里放上",
        "get a new one from the open platform and put it under “设置 → 收款 → 支付宝证书”",
    )
    text = (f"支付宝的证书（{worst.role}）到 {day} 为止", f"the certificate of Alipay ({worst.role}) ends on {day}")
    yield bad("alipay_certificates", text, mend) if worst.over else doubtful("alipay_certificates", text, mend)
