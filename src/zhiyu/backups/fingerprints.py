"""Telling whether a restored school will hold the keys it needs, without writing the keys themselves."""

import hmac
import os
from collections.abc import Mapping

from django.utils.translation import gettext as _

from zhiyu.backups.errors import ArchiveRefused
from zhiyu.kernel import keys
from zhiyu.media.keys import key_of_text, master_key

SAID = b"zhiyu backup fingerprint"
MEDIA, SECRET = "home/media_key", "home/secret_key"
FILES = (MEDIA, SECRET)
LONGEST = 4096


def of_school() -> dict[str, str]:
    return {"media": of(master_key()), "secret": of(keys.current().encode())}


def of(key: bytes) -> str:
    return hmac.new(key, SAID, "sha256").hexdigest()[:16]


def require_media_key(told: Mapping[str, str], files: Mapping[str, bytes | bytearray]) -> None:
    """The restored films must play: by the key of the environment, which wins, or by the one in the archive."""
    if given := os.environ.get("ZHIYU_MEDIA_KEY"):
        if of(key_of_text(given)) != told["media"]:
            raise ArchiveRefused(_("这里的 ZHIYU_MEDIA_KEY 打不开备份里的音视频：请换成原来的，或者去掉它。"))
    elif MEDIA not in files or of(bytes.fromhex(files[MEDIA].decode().strip())) != told["media"]:
        raise ArchiveRefused(_("原来的学堂用环境变量 ZHIYU_MEDIA_KEY 加密音视频，请先设成同样的值。"))


def same_secret(told: Mapping[str, str], files: Mapping[str, bytes | bytearray]) -> bool:
    """Whether logins go on and sealed settings can be read."""
    key = keys.given().encode() or bytes(files.get(SECRET, b"")).strip()
    return of(key) == told["secret"]
