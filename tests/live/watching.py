"""A viewer's player, as far as a test needs one."""

import re
from urllib.parse import urljoin

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from django.test import Client

from zhiyu.live.models import LiveClass

SEGMENT = re.compile(r'#EXT-X-KEY:METHOD=AES-128,URI="(key/\d+)",IV=0x([0-9a-f]{32})\n#EXTINF:[\d.]+,\n(\d+\.ts)')


def master_of(client: Client, one: LiveClass) -> str:
    """Where the player begins."""
    answer = client.post(f"/api/v1/live/{one.pk}/ticket", {}, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return str(answer.json()["playlist_url"])


def listed(client: Client, master: str) -> tuple[str, str]:
    """The address and the text of what plays."""
    (name,) = re.findall(r"^\S+/index\.m3u8$", body(client, master).decode(), re.MULTILINE)
    address = urljoin(master, name)
    return address, body(client, address).decode()


def film_of(client: Client, master: str) -> bytes:
    """All that is given out now, in the clear."""
    address, playlist = listed(client, master)
    clear = b""
    for key, iv, name in SEGMENT.findall(playlist):
        cipher = Cipher(AES(body(client, urljoin(address, key))), CBC(bytes.fromhex(iv))).decryptor()
        padded = cipher.update(body(client, urljoin(address, name))) + cipher.finalize()
        clear += padded[: -padded[-1]]
    return clear


def body(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return b"".join(answer) if answer.streaming else answer.content
