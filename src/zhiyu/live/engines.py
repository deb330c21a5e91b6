"""Who takes in what teachers send: named by a setting, so that another programme can take our place."""

from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings


class Engine(Protocol):
    def address(self) -> str:
        """What a teacher types in as the server."""


class Embedded:
    """The ingest part of ``zhiyu up``."""

    def address(self) -> str:
        host = settings.LIVE_HOST or urlsplit(settings.PUBLIC_URL).hostname or "127.0.0.1"
        port = "" if settings.LIVE_PORT == USUAL_PORT else f":{settings.LIVE_PORT}"
        return f"rtmp://{host}{port}/live"


USUAL_PORT = 1935


def engine() -> Engine | None:
    """None where no camera is taken in."""
    return None if settings.LIVE_ENGINE == "off" else Embedded()
