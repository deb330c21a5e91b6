"""Where a teacher sends a class, and by which key."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from zhiyu.live.engines import engine
from zhiyu.live.errors import LiveStateError, NotTakenIn
from zhiyu.live.models import LiveClass
from zhiyu.live.queries import state_of

State = LiveClass.State


@dataclass(frozen=True, kw_only=True)
class Push:
    server: str
    key: str
    number: int
    expires_at: datetime


def push_of(one: LiveClass) -> Push:
    """Of a class that is still to come or on; a film is sent by nobody."""
    row, door = getattr(one, "stream_key", None), engine()
    if row is None or one.is_film or state_of(one) not in {State.PLANNED, State.LIVE}:
        raise LiveStateError
    if door is None:
        raise NotTakenIn(taken(settings.LIVE_PORT) if settings.LIVE_TAKEN else None)
    return Push(server=door.address(), key=door.key(one), number=row.number, expires_at=row.expires_at)


def taken(port: int) -> str:
    said = _(
        "现在收不到推流：端口 %(port)s 被这台机器上别的程序占着。关掉它再启动学堂，或者换一个端口（ZHIYU_LIVE_PORT）。"
    )
    return said % {"port": port}
