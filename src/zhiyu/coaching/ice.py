"""Where browsers learn their own address (STUN), and what carries for them where nothing else gets through (TURN)."""

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any, Final

from django.conf import settings

from zhiyu.kernel.clock import now

LASTS: Final = timedelta(hours=12)


def servers(user_id: int) -> list[dict[str, Any]]:
    """As RTCPeerConnection takes them. A password of coturn's ``use-auth-secret`` is good for some hours."""
    found: list[dict[str, Any]] = []
    if settings.STUN:
        found.append({"urls": settings.STUN})
    if settings.TURN:
        name = f"{int((now() + LASTS).timestamp())}:{user_id}"
        proof = hmac.new(settings.TURN_SECRET.encode(), name.encode(), hashlib.sha1).digest()
        found.append({"urls": settings.TURN, "username": name, "credential": base64.b64encode(proof).decode()})
    return found
