"""Who knocks at nginx: it asks us at the beginning, and every other second."""

import time

from zhiyu.live import nginx
from zhiyu.live.actions.keys import admit, may_go_on

MOST_CLASSES = 40


def admitted(key: str, client: str) -> str | None:
    """The name that a stream gets instead of its key."""
    claims = admit(key)
    if claims is None or not (client.isascii() and client.isdigit()):
        return None
    on = {one.claims.class_id for one in nginx.coming()}
    if claims.class_id not in on and len(on) >= MOST_CLASSES:
        return None
    return f"{claims.class_id}-{claims.number}-{time.time_ns() // 10**6:013}-{int(client)}"


def goes_on(key: str, client: str) -> bool:
    """Whoever came with the key again took the place of the one before, whose line is not known to be dead yet.

    Of whom no file is there, nginx keeps nothing any more: a disk that is full makes it close one for good. Cut off,
    a teacher's programme comes again by itself, and gets another.
    """
    claims = may_go_on(key)
    if claims is None:
        return False
    of_class = list(nginx.coming(claims.class_id))
    return bool(of_class) and str(of_class[-1].client) == client
