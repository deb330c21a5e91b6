"""A content key for one browser's eyes: sealed to a key pair whose private half the browser itself cannot read out.

ECDH on P-256 between the browser's key and one made for this answer, HKDF over the address that was asked, AES-GCM.
What is sent is ``our point (65) · nonce (12) · sealed key``.
"""

import hashlib
import secrets
from base64 import urlsafe_b64decode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from zhiyu.media.errors import WrappingRefused

CURVE = ec.SECP256R1()
INFO = b"zhiyu wrapped key"
POINT_BYTES, NONCE_BYTES, WRAPPING_BYTES = 65, 12, 32


def wrapped(key: bytes, *, to: str, address: str) -> bytes:
    """``key`` for the owner of the point ``to`` (base64url), and for ``address`` alone, which holds the ticket."""
    theirs, ours = point(to), ec.generate_private_key(CURVE)
    sealing = wrapping_key(ours.exchange(ec.ECDH(), theirs), address)
    nonce = secrets.token_bytes(NONCE_BYTES)
    public = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return public + nonce + AESGCM(sealing).encrypt(nonce, key, address.encode())


def point(text: str) -> ec.EllipticCurvePublicKey:
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        if len(raw) != POINT_BYTES:
            raise WrappingRefused
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw)
    except ValueError:
        raise WrappingRefused from None


def wrapping_key(shared: bytes, address: str) -> bytes:
    salt = hashlib.sha256(address.encode()).digest()
    return HKDF(algorithm=SHA256(), length=WRAPPING_BYTES, salt=salt, info=INFO).derive(shared)
