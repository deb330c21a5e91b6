"""What the QR code at the door says: the school's signature over the class and the half minute.

A code is good for a minute at most, so a photo of it that is sent to somebody at home is worth little. Nothing of it
is read: those that would be good now are written anew and compared, so no letter of it can be another.
"""

import hmac
from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

SALT: Final = "zhiyu.onsite.door"
STEP: Final = 30
"""Seconds after which the screen shows another one."""
STEPS: Final = 2
"""How many of them are good, the newest among them."""
LENGTH: Final = 24


def step_of(at: datetime) -> int:
    return int(at.timestamp()) // STEP


def written(class_id: int, step: int, key: str | None = None) -> str:
    return salted_hmac(SALT, f"{class_id}-{step}", secret=key, algorithm="sha256").hexdigest()[:LENGTH]


def shown(class_id: int, at: datetime) -> str:
    return written(class_id, step_of(at))


def leads_to(class_id: int, code: str) -> str:
    return reverse("onsite:here", args=[class_id], query={"code": code})


def is_good(text: str, *, class_id: int, at: datetime) -> bool:
    if len(text) != LENGTH or not text.isascii():
        return False
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    newest = step_of(at)
    good = [written(class_id, newest - ago, key) for ago in range(STEPS) for key in keys]
    return any([hmac.compare_digest(text, one) for one in good])  # noqa: C419 -- each is compared, whichever it is


# --- who scanned it in time and is still logging in ----------------------------------------------------------------

STAMP: Final = "zhiyu.onsite.stamp"
LASTS: Final = 600
"""Seconds. Whoever scans a good code has this long to log in and to press the button."""


def stamped(class_id: int, scanned: int) -> str:
    """For the browser that brought a good code; never part of an address."""
    return f"{scanned}.{signed(class_id, scanned, None)}"


def signed(class_id: int, scanned: int, key: str | None) -> str:
    return salted_hmac(STAMP, f"{class_id}-{scanned}", secret=key, algorithm="sha256").hexdigest()[:LENGTH]


def stamp(class_id: int, at: datetime) -> str:
    return stamped(class_id, int(at.timestamp()))


def is_stamp(text: str, *, class_id: int, at: datetime) -> bool:
    said, _dot, proof = text.partition(".")
    if not (said.isascii() and said.isdecimal() and len(said) <= LENGTH and len(proof) == LENGTH and proof.isascii()):
        return False
    scanned = int(said)
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    good = [hmac.compare_digest(f"{scanned}.{signed(class_id, scanned, key)}", text) for key in keys]
    return any(good) and 0 <= int(at.timestamp()) - scanned <= LASTS


def lets_in(text: str, *, class_id: int, at: datetime) -> bool:
    return is_good(text, class_id=class_id, at=at) or is_stamp(text, class_id=class_id, at=at)
