"""Content keys: derived on request from one master key, never stored beside what they open."""

import contextlib
import functools
import hashlib
import hmac
import os
import secrets
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zhiyu.kernel.home import home
from zhiyu.kernel.keys import write

KEY_BYTES = 16
MASTER_BYTES = 32


@functools.cache
def master_key() -> bytes:
    """32 bytes from ``ZHIYU_MEDIA_KEY`` (any text), or from the home's ``media_key``, made on first use."""
    if given := os.environ.get("ZHIYU_MEDIA_KEY"):
        return key_of_text(given)
    path = home() / "media_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            write(path, secrets.token_hex(MASTER_BYTES), replace=False)
    key = bytes.fromhex(path.read_text().strip())
    if len(key) != MASTER_BYTES:
        raise ValueError(f"{path} is no media key (64 hexadecimal signs): put back the one of a backup")
    return key


def key_of_text(given: str) -> bytes:
    return hashlib.sha256(given.encode()).digest()


def content_key(*, asset_id: UUID, name: str, version: int, epoch: int) -> bytes:
    """The AES-128 key of one epoch of one packaging."""
    info = f"zhiyu hls {name} v{version} e{epoch}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=asset_id.bytes, info=info).derive(master_key())


def nameless(what: str) -> str:
    """A name for a thing that tells nothing about it, and that nobody else can work out."""
    return hmac.digest(_naming_key(), what.encode(), "sha256").hex()


@functools.cache
def _naming_key() -> bytes:
    return HKDF(algorithm=SHA256(), length=MASTER_BYTES, salt=None, info=b"zhiyu names").derive(master_key())


def segment_iv(*, asset_id: UUID, name: str, version: int, number: int) -> bytes:
    """Public and different for every segment of every packaging, so that no two share key and IV."""
    return hashlib.sha256(asset_id.bytes + f"{name} v{version} s{number}".encode()).digest()[:KEY_BYTES]
