"""Stream keys: ``class-number-until-proof``, typed into the teacher's programme; it opens one class until then.

The proof is the school's signature, so that most of what strangers try ends before the database.
"""

import hmac
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import salted_hmac

from zhiyu.live.models import LiveClass

SALT = "zhiyu.live.key"
PROOF = 20
LONGEST = 80


@dataclass(frozen=True)
class KeyClaims:
    class_id: int
    number: int
    until: int


def key_of(one: LiveClass) -> str:
    row = one.stream_key
    return written(KeyClaims(one.pk, row.number, int(row.expires_at.timestamp())))


def written(claims: KeyClaims) -> str:
    said = f"{claims.class_id}-{claims.number}-{claims.until:x}"
    return f"{said}-{proof(said)}"


def proof(said: str, key: str | None = None) -> str:
    return salted_hmac(SALT, said, secret=key, algorithm="sha256").hexdigest()[:PROOF]


def read(text: str) -> KeyClaims | None:
    """The claims of a key that we signed, whether or not they still hold."""
    said, _dash, signed = text.partition("?")[0].rpartition("-")
    known = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if (
        len(text) > LONGEST
        or not text.isascii()
        or not any(hmac.compare_digest(proof(said, one), signed) for one in known)
    ):
        return None
    class_id, number, until = said.split("-")
    return KeyClaims(int(class_id), int(number), int(until, 16))
