"""Who takes in what teachers send: named by a setting, so that another programme can take our place."""

from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from zhiyu.live import nginx


class Engine(Protocol):
    def address(self) -> str:
        """What a teacher types in as the server."""

    def is_pending(self, class_id: int) -> bool:
        """Whether something of a class was received that is not in its recording yet."""


class Embedded:
    """The ingest part of ``zhiyu up``: what it receives it writes at once."""

    def address(self) -> str:
        host = settings.LIVE_HOST or urlsplit(settings.PUBLIC_URL).hostname or "127.0.0.1"
        port = "" if settings.LIVE_PORT == USUAL_PORT else f":{settings.LIVE_PORT}"
        return f"rtmp://{host}{port}/live"

    def is_pending(self, class_id: int) -> bool:
        del class_id
        return False


class Nginx(Embedded):
    """nginx receives, the ingest part follows its files."""

    def is_pending(self, class_id: int) -> bool:
        return any(nginx.coming(class_id))


USUAL_PORT = 1935
KNOWN: dict[str, type[Embedded]] = {"embedded": Embedded, "nginx": Nginx}


def engine() -> Engine | None:
    """None where no camera is taken in."""
    found = KNOWN.get(settings.LIVE_ENGINE)
    return found() if found else None
