"""What a player gets through the gate, decrypted: the film of one account."""

import re
from pathlib import Path
from urllib.parse import urljoin

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7
from django.test import Client

from tests.access.viewers import content

SEGMENT = re.compile(r'#EXT-X-KEY:METHOD=AES-128,URI="([^"]+)",IV=0x([0-9a-f]+)\n#EXTINF:[\d.]+,\n(\S+)')


def listed(client: Client, address: str) -> list[tuple[str, bytes, str]]:
    """(key, IV, segment) of each segment of a rendition's playlist, with whole addresses."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    found = SEGMENT.findall(answer.content.decode())
    return [(urljoin(address, key), bytes.fromhex(iv), urljoin(address, segment)) for key, iv, segment in found]


def played(client: Client, playlist_url: str, name: str) -> list[bytes]:
    """Each segment in the clear."""
    made = []
    for key, iv, segment in listed(client, playlist_url.replace("index.m3u8", f"{name}/index.m3u8")):
        opener = Cipher(AES(content(client.get(key))), CBC(iv)).decryptor()
        unpadder = PKCS7(128).unpadder()
        padded = opener.update(content(client.get(segment))) + opener.finalize()
        made.append(unpadder.update(padded) + unpadder.finalize())
    return made


def saved(segments: list[bytes], to: Path) -> Path:
    to.write_bytes(b"".join(segments))
    return to
