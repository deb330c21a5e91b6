"""AEAD_AES_256_GCM as WeChat Pay uses it: 32-character key, 12-character nonce, Base64 of text and tag."""

import base64
import binascii

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zhiyu.wechat.errors import Undecipherable


def decrypt(key: str, *, nonce: str, associated: str, ciphertext: str) -> bytes:
    try:
        sealed = base64.b64decode(ciphertext, validate=True)
        return AESGCM(key.encode()).decrypt(nonce.encode(), sealed, associated.encode())
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise Undecipherable("the resource does not open with our APIv3 key") from error


def encrypt(key: str, *, nonce: str, associated: str, plain: bytes) -> str:
    return base64.b64encode(AESGCM(key.encode()).encrypt(nonce.encode(), plain, associated.encode())).decode()
