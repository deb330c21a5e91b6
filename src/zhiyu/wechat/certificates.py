"""Platform certificates: what WeChat Pay signs with for merchants who have no public key of it, or not only."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from zhiyu.kernel.clock import now
from zhiyu.wechat.aead import decrypt
from zhiyu.wechat.errors import ExpiredCertificate, Undecipherable, Unknown, Untrusted
from zhiyu.wechat.signing import Verifiers
from zhiyu.wechat.transport import Transport


@dataclass(frozen=True)
class Certificate:
    """``serial`` is WeChat's word for it, compared as text and never read as a number."""

    serial: str
    pem: str

    @property
    def starts_at(self) -> datetime:
        return read(self.pem).not_valid_before_utc

    @property
    def expires_at(self) -> datetime:
        return read(self.pem).not_valid_after_utc

    def key(self) -> RSAPublicKey:
        """Only while it is valid."""
        if not self.starts_at <= now() < self.expires_at:
            raise ExpiredCertificate(f"certificate {self.serial} is valid from {self.starts_at} to {self.expires_at}")
        return rsa_key(self.pem)


@lru_cache(maxsize=16)
def read(pem: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem.encode())


@lru_cache(maxsize=16)
def rsa_key(pem: str) -> RSAPublicKey:
    key = read(pem).public_key()
    if not isinstance(key, RSAPublicKey):
        raise Undecipherable("a platform certificate must hold an RSA key")
    return key


def fetch(transport: Transport, apiv3_key: str) -> tuple[Certificate, ...]:
    """All that WeChat signs with now. ``NotThere``: this merchant has public keys only.

    The answer may be signed with a certificate that only it brings. That one is proved by the seal: nobody else has
    the APIv3 key.
    """
    response = transport.successful("GET", "/v3/certificates", b"")
    try:
        found = opened(response.content, apiv3_key)
        valid = {one.serial: one.key() for one in found if one.starts_at <= now() < one.expires_at}
        Verifiers({**transport.verifiers.keys, **valid}).verify(response.headers, response.content)
    except Untrusted as error:
        raise Unknown("UNTRUSTED_ANSWER", str(error), request_id=response.headers.get("Request-ID", "")) from error
    return found


def opened(body: bytes, apiv3_key: str) -> tuple[Certificate, ...]:
    try:
        found = tuple(unsealed(one, apiv3_key) for one in json.loads(body.decode("utf-8-sig"))["data"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Undecipherable("no list of certificates") from error
    if not found:
        raise Undecipherable("an empty list of certificates")
    return found


def unsealed(entry: dict[str, Any], apiv3_key: str) -> Certificate:
    sealed = entry["encrypt_certificate"]
    plain = decrypt(
        apiv3_key,
        nonce=sealed["nonce"],
        associated=sealed.get("associated_data") or "",
        ciphertext=sealed["ciphertext"],
    )
    certificate = Certificate(str(entry["serial_no"]), plain.decode("ascii"))
    rsa_key(certificate.pem)
    return certificate
