"""A passphrase around a backup: AES-256-GCM in chunks, so that it streams, and a missing end is noticed.

The file is ``MAGIC``, 16 bytes of salt, 7 bytes of nonce prefix, then chunks of 1 MiB of plain text, each with its
16 bytes of tag. The key is scrypt(passphrase, salt, n=2**15, r=8, p=1); a chunk's nonce is the prefix, its number in
4 bytes (big-endian) and one byte that is 1 in the last chunk only; everything before the chunks is the associated data.
"""

import io
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext as _

from zhiyu.backups.errors import ArchiveRefused

MAGIC = b"zhiyu-sealed-1\n"
SALT, PREFIX, TAG = 16, 7, 16
CHUNK = 1024 * 1024


def cipher(passphrase: bytes, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase))


class Sealed(io.RawIOBase):
    """What is written goes on sealed; ``close`` writes the last chunk and leaves ``out`` open."""

    def __init__(self, out: BinaryIO, passphrase: bytes) -> None:
        super().__init__()
        salt, self.prefix = os.urandom(SALT), os.urandom(PREFIX)
        self.out, self.cipher, self.number = out, cipher(passphrase, salt), 0
        self.head = MAGIC + salt + self.prefix
        self.waiting = bytearray()
        out.write(self.head)

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self.waiting += data
        while len(self.waiting) > CHUNK:
            self.put(bytes(self.waiting[:CHUNK]), last=False)
            del self.waiting[:CHUNK]
        return len(data)

    def finish(self) -> None:
        self.put(bytes(self.waiting), last=True)
        self.waiting.clear()

    def put(self, plain: bytes, *, last: bool) -> None:
        nonce = self.prefix + self.number.to_bytes(4, "big") + bytes([last])
        self.out.write(self.cipher.encrypt(nonce, plain, self.head))
        self.number += 1


class Opened(io.RawIOBase):
    """Reads the plain text of a sealed stream whose ``MAGIC`` has been read already."""

    def __init__(self, source: BinaryIO, passphrase: bytes) -> None:
        super().__init__()
        salt, self.prefix = exactly(source, SALT), exactly(source, PREFIX)
        self.source, self.cipher, self.number = source, cipher(passphrase, salt), 0
        self.head = MAGIC + salt + self.prefix
        self.plain = memoryview(b"")
        self.next = exactly(source, CHUNK + TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, into: "bytearray | memoryview") -> int:  # type: ignore[override]
        while not self.plain and self.next:
            self.plain = memoryview(self.open_next())
        count = min(len(into), len(self.plain))
        into[:count] = self.plain[:count]
        self.plain = self.plain[count:]
        return count

    def open_next(self) -> bytes:
        """A chunk is the last when nothing follows it, and its nonce must say so too."""
        sealed, self.next = self.next, exactly(self.source, CHUNK + TAG)
        nonce = self.prefix + self.number.to_bytes(4, "big") + bytes([not self.next])
        self.number += 1
        try:
            return self.cipher.decrypt(nonce, sealed, self.head)
        except InvalidTag:
            if self.number == 1:
                raise ArchiveRefused(_("口令不对，或者这份备份已经损坏。")) from None
            raise ArchiveRefused(_("备份已经损坏或不完整。")) from None


def exactly(source: BinaryIO, size: int) -> bytes:
    """``size`` bytes, fewer only at the end."""
    found = bytearray()
    while len(found) < size and (piece := source.read(size - len(found))):
        found += piece
    return bytes(found)
