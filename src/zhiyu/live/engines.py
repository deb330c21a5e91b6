"""Who takes in what teachers send: named by a setting, so that another programme can take our place."""

from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from zhiyu.live import nginx
from zhiyu.live.asking import ask_hanging_up
from zhiyu.live.keys import key_of
from zhiyu.live.models import LiveClass, StreamKey
from zhiyu.live.tencent import addresses, cloud
from zhiyu.live.tencent.facts import AtCloud, at_cloud, is_sent


class Engine(Protocol):
    def address(self) -> str:
        """What a teacher types in as the server."""

    def key(self, one: LiveClass) -> str:
        """And beside it."""

    def is_pending(self, class_id: int) -> bool:
        """Whether something of a class was received that is not in its recording yet."""

    def hang_up(self, class_id: int, *, number: int | None = None, seconds: int = 0) -> None:
        """On who sends by the key of this number, or the last one; called in the transaction that ended it."""

    def is_sent(self, class_id: int) -> bool:
        """Whether somebody sends a class, or did a moment ago, although we hear nothing of it."""

    def at_cloud(self, one: LiveClass) -> AtCloud | None:
        """What was sent where another machine receives it, whether or not we had it."""


class Embedded:
    """The ingest part of ``zhiyu up``: what it receives it writes at once."""

    def address(self) -> str:
        host = settings.LIVE_HOST or urlsplit(settings.PUBLIC_URL).hostname or "127.0.0.1"
        port = "" if settings.LIVE_PORT == USUAL_PORT else f":{settings.LIVE_PORT}"
        return f"rtmp://{host}{port}/live"

    def key(self, one: LiveClass) -> str:
        return key_of(one)

    def is_pending(self, class_id: int) -> bool:
        del class_id
        return False

    def hang_up(self, class_id: int, *, number: int | None = None, seconds: int = 0) -> None:
        """Whoever receives asks each second whether to go on."""

    def is_sent(self, class_id: int) -> bool:
        del class_id
        return False

    def at_cloud(self, one: LiveClass) -> AtCloud | None:
        del one
        return None


class Nginx(Embedded):
    """nginx receives, the ingest part follows its files."""

    def is_pending(self, class_id: int) -> bool:
        return any(nginx.coming(class_id))


class Tencent(Embedded):
    """Tencent Cloud receives, the ingest part pulls."""

    def address(self) -> str:
        return addresses.server()

    def key(self, one: LiveClass) -> str:
        return addresses.key_for(one)

    def hang_up(self, class_id: int, *, number: int | None = None, seconds: int = 0) -> None:
        if not cloud.may_call():
            return
        number = number or StreamKey.objects.filter(live_class=class_id).values_list("number", flat=True).first()
        if number:
            ask_hanging_up(class_id, number, seconds=seconds)

    def is_sent(self, class_id: int) -> bool:
        return is_sent(class_id)

    def at_cloud(self, one: LiveClass) -> AtCloud | None:
        return None if one.is_film else at_cloud(one)


USUAL_PORT = 1935
KNOWN: dict[str, type[Embedded]] = {"embedded": Embedded, "nginx": Nginx, "tencent": Tencent}


def engine() -> Engine | None:
    """None where no camera is taken in."""
    found = None if settings.LIVE_TAKEN else KNOWN.get(settings.LIVE_ENGINE)
    return found() if found else None
