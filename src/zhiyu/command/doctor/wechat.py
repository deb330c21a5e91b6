"""WeChat Pay's keys: whether they can be read, and belong together."""

from collections.abc import Iterator
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from zhiyu.command.doctor.findings import Finding, bad, doubtful, good
from zhiyu.config import env

NEEDED = ("APPID", "APIV3_KEY", "SERIAL", "PRIVATE_KEY")
V3_KEY_BYTES = 32
WHERE = ("在商户平台的“API 安全”里找到它", "find it under “API security” of the merchant platform")


def merchant_keys() -> Iterator[Finding]:
    if not env.text("WECHAT_PAY_MCHID"):
        text = ("微信支付没有设置，付费课程还不能卖", "WeChat Pay is not set up: nothing can be sold yet")
        yield doubtful(
            "wechat_keys", text, ("设置 WECHAT_PAY_*，见 docs/operate.md", "set WECHAT_PAY_*, see docs/operate.md")
        )
        return
    found = [*missing(), *v3_key(), *private_key(), *public_key()]
    yield from found
    if not found:
        yield good("wechat_keys", "微信支付的密钥读得出，互相相符", "WeChat Pay's keys can be read and belong together")


def missing() -> Iterator[Finding]:
    for name in NEEDED:
        if not env.text(f"WECHAT_PAY_{name}"):
            text = (f"WECHAT_PAY_{name} 没有设置", f"WECHAT_PAY_{name} is not set")
            yield bad("wechat_keys", text, WHERE)


def v3_key() -> Iterator[Finding]:
    given = env.text("WECHAT_PAY_APIV3_KEY")
    if given and len(given.encode()) != V3_KEY_BYTES:
        text = ("WECHAT_PAY_APIV3_KEY 应是 32 个字符", "WECHAT_PAY_APIV3_KEY has 32 characters")
        yield bad("wechat_keys", text, WHERE)


def private_key() -> Iterator[Finding]:
    """The number in ``WECHAT_PAY_SERIAL`` must be that of the certificate that the private key belongs to."""
    if not env.text("WECHAT_PAY_PRIVATE_KEY"):
        return
    try:
        mine = load_pem_private_key(pem("WECHAT_PAY_PRIVATE_KEY"), None)
    except (OSError, ValueError, TypeError) as error:
        yield unreadable("WECHAT_PAY_PRIVATE_KEY", error)
        return
    if not isinstance(mine, RSAPrivateKey):
        yield unreadable("WECHAT_PAY_PRIVATE_KEY", ValueError("not RSA"))
        return
    path = certificate_path()
    if path is None:
        return
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as error:
        yield unreadable(str(path), error)
        return
    serial = f"{certificate.serial_number:040X}"
    if serial != env.text("WECHAT_PAY_SERIAL").upper().zfill(len(serial)):
        text = (
            f"WECHAT_PAY_SERIAL 与证书 {path} 的序列号 {serial} 不符",
            f"WECHAT_PAY_SERIAL is not {serial}, that of {path}",
        )
        yield bad("wechat_keys", text, (f"改为 {serial}", f"set it to {serial}"))
    if certificate.public_key() != mine.public_key():
        text = ("WECHAT_PAY_PRIVATE_KEY 不是这张证书的私钥", "WECHAT_PAY_PRIVATE_KEY belongs to another certificate")
        yield bad("wechat_keys", text, WHERE)


def certificate_path() -> Path | None:
    """``WECHAT_PAY_CERTIFICATE``, or ``apiclient_cert.pem`` beside the key as the merchant platform hands them out."""
    if given := env.text("WECHAT_PAY_CERTIFICATE"):
        return Path(given)
    key = env.text("WECHAT_PAY_PRIVATE_KEY")
    beside = Path(key).with_name("apiclient_cert.pem") if not key.lstrip().startswith("-----") else None
    return beside if beside is not None and beside.exists() else None


def public_key() -> Iterator[Finding]:
    number, key = env.text("WECHAT_PAY_PUBLIC_KEY_ID"), env.text("WECHAT_PAY_PUBLIC_KEY")
    if bool(number) != bool(key):
        names = "WECHAT_PAY_PUBLIC_KEY, WECHAT_PAY_PUBLIC_KEY_ID"
        text = (f"{names} 要么都设置，要么都不设置", f"{names}: both or neither")
        yield bad("wechat_keys", text, WHERE)
    if number and not number.startswith("PUB_KEY_ID_"):
        text = ("WECHAT_PAY_PUBLIC_KEY_ID 应以 PUB_KEY_ID_ 开头", "WECHAT_PAY_PUBLIC_KEY_ID begins with PUB_KEY_ID_")
        yield bad("wechat_keys", text, WHERE)
    if key:
        try:
            load_pem_public_key(pem("WECHAT_PAY_PUBLIC_KEY"))
        except (OSError, ValueError) as error:
            yield unreadable("WECHAT_PAY_PUBLIC_KEY", error)


def pem(name: str) -> bytes:
    """A PEM text, or the path of one."""
    given = env.text(name)
    return given.encode() if given.lstrip().startswith("-----BEGIN") else Path(given).read_bytes()


def unreadable(name: str, error: Exception) -> Finding:
    text = (f"{name} 读不出：{error}", f"{name} cannot be read: {error}")
    return bad(
        "wechat_keys", text, ("重新下载 PEM 文件，检查路径和权限", "fetch the PEM file again, check path and rights")
    )
