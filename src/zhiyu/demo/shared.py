"""An account that plays from one place after the other: what the studio's page of signs is for."""

from datetime import timedelta

from zhiyu.accounts.actions import issue_token
from zhiyu.accounts.models import User
from zhiyu.accounts.theft import network_of
from zhiyu.catalog.queries import course_by_code, outline
from zhiyu.demo.history import PHOTOS
from zhiyu.kernel.clock import now
from zhiyu.media.actions import begin_play
from zhiyu.media.models import Play

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.60"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
FROM = ["36.112.8.9", "101.24.5.6", "113.88.3.2", "222.180.7.1"]


def share(someone: User) -> None:
    """Two devices, four places within an hour."""
    if Play.objects.filter(user=someone).exists():
        return
    lessons = [one for one in outline(course_by_code(PHOTOS).pk).lessons if one.asset_id]
    devices = [issue_token(user=someone, user_agent=agent, address=FROM[0])[1] for agent in (IPHONE, WINDOWS)]
    for n, address in enumerate(FROM):
        at = now() - timedelta(minutes=70 - 15 * n)
        play = Play(
            nonce=-1 - n,
            user=someone,
            device=devices[n % 2],
            lesson_id=lessons[n % len(lessons)].pk,
            network=network_of(address),
            opened_at=at,
            began_at=at,
            last_at=at,
            media_ms=200_000,
        )
        begin_play(play, seat=False)
        ahead = {"keys": 4, "last_at": at + timedelta(minutes=3)}
        Play.objects.filter(nonce=play.nonce).update(**ahead)
