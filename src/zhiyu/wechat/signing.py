"""WeChat Pay v3 signatures, ours and theirs. RSA PKCS#1 v1.5 with SHA-256 throughout."""

import base64
import binascii
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from zhiyu.kernel.clock import now
from zhiyu.wechat.errors import BadSignature, OutsideClock, UnknownSerial

SCHEME = "WECHATPAY2-SHA256-RSA2048"
WINDOW_SECONDS = 300
CERTIFICATE_SERIAL = re.compile(r"[0-9A-Fa-f]{1,64}", re.ASCII)
"""How they look; they are texts all the same. A public key's id never does."""


@lru_cache(maxsize=4)  # a key is proved when it is read, which takes a tenth of a second
def private_key(pem: str) -> RSAPrivateKey:
    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("the merchant's private key must be RSA")
    return key


def public_key(pem: str) -> RSAPublicKey:
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, RSAPublicKey):
        raise TypeError("WeChat Pay's public key must be RSA")
    return key


@dataclass(frozen=True)
class Signer:
    """The merchant's pen."""

    mchid: str
    serial: str
    key: RSAPrivateKey

    def sign(self, *lines: str | bytes) -> str:
        """Base64 signature over the lines, each ended by a newline."""
        message = b"".join((line.encode() if isinstance(line, str) else line) + b"\n" for line in lines)
        return base64.b64encode(self.key.sign(message, PKCS1v15(), SHA256())).decode()

    def authorization(self, method: str, target: str, body: bytes) -> str:
        """The header for one request; ``target`` is path and query exactly as they will be sent."""
        stamp, nonce = unix_time(), secrets.token_hex(16).upper()
        fields = {
            "mchid": self.mchid,
            "nonce_str": nonce,
            "timestamp": stamp,
            "serial_no": self.serial,
            "signature": self.sign(method, target, stamp, nonce, body),
        }
        return f"{SCHEME} " + ",".join(f'{name}="{value}"' for name, value in fields.items())

    def bridge_parameters(self, *, appid: str, prepay_id: str) -> dict[str, str]:
        """What a page in WeChat's browser hands to ``WeixinJSBridge`` to open the payment sheet."""
        stamp, nonce, package = unix_time(), secrets.token_hex(16), f"prepay_id={prepay_id}"
        return {
            "appId": appid,
            "timeStamp": stamp,
            "nonceStr": nonce,
            "package": package,
            "signType": "RSA",
            "paySign": self.sign(appid, stamp, nonce, package),
        }


@dataclass(frozen=True)
class Verifiers:
    """WeChat's keys by serial string: public keys by id, and certificates, which come and go, where they are kept."""

    keys: Mapping[str, RSAPublicKey]
    certificate: Callable[[str], RSAPublicKey] | None = None
    """The key of a certificate, or ``UnknownSerial`` or ``ExpiredCertificate``."""

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Raise ``Untrusted`` unless the body was signed by WeChat within the last five minutes.

        Clock before serial before signature. An absent ``Wechatpay-Signature-Type`` means RSA.
        """
        said = {name.lower(): value for name, value in headers.items()}
        stamp, nonce = said.get("wechatpay-timestamp", ""), said.get("wechatpay-nonce", "")
        if not stamp.isascii() or not stamp.isdigit() or abs(int(unix_time()) - int(stamp[:12])) > WINDOW_SECONDS:
            raise OutsideClock(f"timestamp {stamp[:12]!r}")
        if said.get("wechatpay-signature-type", SCHEME) != SCHEME:
            raise BadSignature("a signature of another kind")
        key = self.key(said.get("wechatpay-serial", ""))
        message = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
        try:
            signature = base64.b64decode(said.get("wechatpay-signature", ""), validate=True)
            key.verify(signature, message, PKCS1v15(), SHA256())
        except (InvalidSignature, binascii.Error, ValueError) as error:
            raise BadSignature("the signature does not match") from error

    def key(self, serial: str) -> RSAPublicKey:
        """Both kinds at once: during a switch-over messages come under either."""
        if found := self.keys.get(serial):
            return found
        if self.certificate is None or not CERTIFICATE_SERIAL.fullmatch(serial):
            raise UnknownSerial("no key of that serial")
        return self.certificate(serial)


def unix_time() -> str:
    return str(int(now().timestamp()))
