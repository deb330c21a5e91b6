"""RSA2: RSA PKCS#1 v1.5 with SHA-256 over ``name=value`` pairs in the order of their names, empty ones left out."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

from zhiyu.integrations.alipay.errors import BadSignature, Malformed

RSA2: Final = "RSA2"
PEM: Final = "-----BEGIN"


@lru_cache(maxsize=4)  # a key is proved when it is read, which takes a tenth of a second
def private_key(text: str) -> RSAPrivateKey:
    """PEM, or the bare Base64 that Alipay's own key tool writes."""
    key = load_pem_private_key(text.encode(), None) if is_pem(text) else load_der_private_key(der(text), None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("the app's private key must be RSA")
    return key


def public_key(text: str) -> RSAPublicKey:
    key = load_pem_public_key(text.encode()) if is_pem(text) else load_der_public_key(der(text))
    if not isinstance(key, RSAPublicKey):
        raise TypeError("Alipay's public key must be RSA")
    return key


def is_pem(text: str) -> bool:
    return text.lstrip().startswith(PEM)


def der(text: str) -> bytes:
    return base64.b64decode("".join(text.split()), validate=True)


def pairs(said: Mapping[str, str], *, without: tuple[str, ...]) -> bytes:
    return "&".join(f"{name}={said[name]}" for name in sorted(said) if said[name] and name not in without).encode()


@dataclass(frozen=True)
class Signer:
    """The app's pen."""

    key: RSAPrivateKey = field(repr=False)

    def signed(self, said: Mapping[str, str]) -> dict[str, str]:
        """A request with its signature, which is over ``sign_type`` too."""
        signature = self.key.sign(pairs(said, without=("sign",)), PKCS1v15(), SHA256())
        return {**said, "sign": base64.b64encode(signature).decode()}


@dataclass(frozen=True)
class Verifier:
    """Alipay's public key."""

    key: RSAPublicKey

    def verify(self, message: bytes, signature: str) -> None:
        try:
            self.key.verify(base64.b64decode(signature, validate=True), message, PKCS1v15(), SHA256())
        except (InvalidSignature, binascii.Error, ValueError) as error:
            raise BadSignature("the signature does not match") from error

    def read_form(self, body: bytes) -> dict[str, str]:
        """A notification's fields, once they are proved to be Alipay's: signed without ``sign`` and ``sign_type``."""
        said = fields_of(body)
        if said.get("sign_type") != RSA2:
            raise BadSignature("a signature of another kind")
        self.verify(pairs(said, without=("sign", "sign_type")), said.get("sign", ""))
        return said


def fields_of(body: bytes) -> dict[str, str]:
    """Each name once: of two values nobody knows which one was signed."""
    try:
        found = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=100,
        )
    except ValueError as error:
        raise Malformed("no form") from error
    said = dict(found)
    if len(said) < len(found):
        raise Malformed("a field that stands there twice")
    return said
