"""Alipay's side of RSA2, written from the protocol alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

from wxsim.crypto import sign, signed_by


@dataclass(frozen=True)
class AlipayKeys:
    folder: Path
    app_id: str
    seller_id: str
    merchant: rsa.RSAPublicKey
    platform: rsa.RSAPrivateKey


def line(said: Mapping[str, str], dropped: set[str]) -> bytes:
    """What is signed of a form: its filled fields by name, but for the ones dropped."""
    kept = sorted((name, value) for name, value in said.items() if value != "" and name not in dropped)
    return "&".join(map("=".join, kept)).encode()


def request_signed(keys: AlipayKeys, said: Mapping[str, str]) -> bool:
    """A merchant signs all but the signature itself."""
    return signed_by(keys.merchant, line(said, {"sign"}), said.get("sign", ""))


def sealed(keys: AlipayKeys, said: Mapping[str, str], *, pen: rsa.RSAPrivateKey | None = None) -> dict[str, str]:
    """A notification or a way back: ``sign_type`` is sent, but not signed. ``pen``: a certificate's key."""
    signature = sign(pen or keys.platform, line(said, {"sign", "sign_type"}))
    return {**said, "sign_type": "RSA2", "sign": signature}


def spoiled(signature: str) -> str:
    """Still Base64 of the right length, signing nothing."""
    return signature[::-1].lstrip("=")[:340].ljust(342, "A") + "=="
