"""Playing a lesson as a player does: ticket, playlist, keys, segments, each opened and looked into."""

import re
from urllib.parse import urljoin

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from tests.chaos.people import Broken, Person

ENTRY = re.compile(
    r'#EXT-X-KEY:METHOD=AES-128,URI="(?P<key>[^"]+)",IV=0x(?P<iv>[0-9a-f]+)\n#EXTINF:(?P<s>[\d.]+),\n(?P<ts>\S+)'
)
PACKET, SYNC = 188, 0x47
SLACK = 1.0


def play_through(person: Person, lesson_id: int, *, seconds: float) -> None:
    ticket = person.need("POST", f"/api/v1/lessons/{lesson_id}/ticket")
    master = ticket["playlist_url"]
    listed = person.need("GET", master).text.splitlines()
    for name in (line for line in listed if line and not line.startswith("#")):
        play_rendition(person, lesson_id, urljoin(master, name), seconds=seconds)


def play_rendition(person: Person, lesson_id: int, address: str, *, seconds: float) -> None:
    entries = [found.groupdict() for found in ENTRY.finditer(person.need("GET", address).text)]
    lasts = sum(float(one["s"]) for one in entries)
    if abs(lasts - seconds) > SLACK:
        raise Broken("packaged lessons play", f"lesson {lesson_id} lasts {lasts} s of {seconds}")
    keys = {name: person.need("GET", urljoin(address, name)).content for name in {one["key"] for one in entries}}
    for one in entries:
        sealed = person.need("GET", urljoin(address, one["ts"])).content
        if not is_transport_stream(opened(sealed, key=keys[one["key"]], iv=bytes.fromhex(one["iv"]))):
            raise Broken("packaged lessons play", f"lesson {lesson_id}: {one['ts']} is no film")


def opened(sealed: bytes, *, key: bytes, iv: bytes) -> bytes:
    decryptor, unpadder = Cipher(AES(key), CBC(iv)).decryptor(), PKCS7(128).unpadder()
    try:
        return unpadder.update(decryptor.update(sealed) + decryptor.finalize()) + unpadder.finalize()
    except ValueError:
        return b""


def is_transport_stream(plain: bytes) -> bool:
    return len(plain) > PACKET and len(plain) % PACKET == 0 and set(plain[::PACKET]) == {SYNC}
