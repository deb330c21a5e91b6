"""What an appointment is told by: a link elsewhere, or signals, each pressed into one notice of PostgreSQL: a
description of a call is 6 kB of text.
"""

import base64
import zlib
from typing import Any
from urllib.parse import urlsplit

import orjson


def is_meeting(link: str) -> bool:
    """An address that somebody else's page can be: https, a host, nobody's name and password in it."""
    parts = urlsplit(link)
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc


def packed(**said: Any) -> str:
    return base64.b64encode(zlib.compress(orjson.dumps(said))).decode()


def unpacked(text: str) -> str:
    return zlib.decompress(base64.b64decode(text)).decode()
