"""Why a browser is a stranger's again, kept in it until its holder logs in or puts the words away.

Whatever asks first notices the end, often a player in the background, so a word that is said once would be used up
where nobody reads it. And who comes back after thirty days sends no session at all: their browser has forgotten it.
So a browser that is logged in carries beforehand until when it will be.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from zhiyu.accounts.models import Device
from zhiyu.accounts.presenters import parted_title, parted_words
from zhiyu.kernel.clock import now

COOKIE: Final = "zhiyu_parted"
SALT: Final = "zhiyu.accounts.parted"
KEPT: Final = timedelta(days=180)
EXPIRED: Final = "expired"
SLACK: Final = timedelta(days=1)


@dataclass(frozen=True)
class Parted:
    because: str
    at: datetime

    @property
    def comes_back(self) -> bool:
        """A closed account has nothing to come back to."""
        return self.because != Device.Ended.CLOSED

    @property
    def words(self) -> str:
        return parted_words(self.because, self.at)

    @property
    def title(self) -> str:
        return parted_title(self.because, self.at)


def parted_of(device: Device) -> Parted | None:
    """How this login ended, unless its holder ended it themselves."""
    if device.signed_out_at is None:
        return Parted(EXPIRED, device.expires_at) if device.expires_at < now() else None
    return Parted(device.ended_because, device.signed_out_at) if device.ended_because else None


def kept(request: HttpRequest) -> Parted | None:
    try:
        said = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
        return Parted(said["because"], datetime.fromtimestamp(said["at"], UTC))
    except signing.BadSignature:
        return None


def parted(request: HttpRequest) -> Parted | None:
    """What is said to who is a stranger here and was none."""
    if request.user.is_authenticated:
        return None
    ended: Device | None = getattr(request, "ended", None)
    known = parted_of(ended) if ended and ended.session_key else kept(request)
    return known if known and known.at <= now() else None


def keep(request: HttpRequest, response: HttpResponse, *, came_by: Device | None) -> None:
    """``came_by``: the login that the request came with, which may have ended in it."""
    device: Device | None = getattr(request, "device", None)
    ended: Device | None = getattr(request, "ended", None)
    if ended and ended.session_key and (known := parted_of(ended)):
        write(response, known)
    elif device and device.session_key:
        carry(request, response, device)
    elif came_by and came_by.session_key:
        forget(response)


def carry(request: HttpRequest, response: HttpResponse, device: Device) -> None:
    known = kept(request)
    if known is None or known.because != EXPIRED or abs(known.at - device.expires_at) > SLACK:
        write(response, Parted(EXPIRED, device.expires_at))


def write(response: HttpResponse, known: Parted) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps({"because": known.because, "at": known.at.timestamp()}, salt=SALT),
        max_age=KEPT,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")
