"""Logins: one row a browser session or API token, thirty days sliding."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.db.models import Q

from zhiyu.accounts.models import Device, User
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import audit
from zhiyu.platform.live import tell

LIFE = timedelta(days=30)
TOUCH_EVERY = timedelta(minutes=5)


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_token(*, user: User, user_agent: str, address: str | None) -> tuple[str, Device]:
    """A bearer token, told once and stored only as a hash."""
    token = secrets.token_urlsafe(32)
    device = Device.objects.create(
        user=user,
        token_hash=hash_token(token),
        user_agent=user_agent[:400],
        address=address,
        expires_at=now() + LIFE,
    )
    audit.record(actor_id=user.pk, action="login", target=f"user:{user.pk}", device=device.pk, by="token")
    return token, device


@transaction.atomic
def open_device(*, user: User, session_key: str, user_agent: str, address: str | None) -> Device:
    """The row of a browser session; the same session twice is the same device."""
    device, created = Device.objects.get_or_create(
        session_key=session_key,
        defaults={"user": user, "user_agent": user_agent[:400], "address": address, "expires_at": now() + LIFE},
    )
    if created:
        audit.record(actor_id=user.pk, action="login", target=f"user:{user.pk}", device=device.pk, by="session")
    return device


def touch_device(*, device: Device, address: str | None) -> bool:
    """Slide the thirty days on; writes at most every five minutes and answers whether it did."""
    at = now()
    stale = Device.objects.filter(pk=device.pk, signed_out_at__isnull=True, last_seen_at__lt=at - TOUCH_EVERY)
    return bool(stale.update(last_seen_at=at, expires_at=at + LIFE, address=address))


@transaction.atomic
def sign_out_device(*, user: User, device_id: int) -> None:
    """End one of someone's own logins for good, its session too."""
    device = Device.objects.select_for_update().filter(pk=device_id, user=user, signed_out_at__isnull=True).first()
    if device is None:
        raise NotFound
    device.signed_out_at = now()
    device.save(update_fields=["signed_out_at"])
    if device.session_key:
        SessionStore(device.session_key).delete()
    audit.record(actor_id=user.pk, action="device.signed_out", target=f"device:{device.pk}")
    tell(f"device:{device.pk}")


def forget_ended_devices() -> int:
    """Drop logins that ended more than ninety days ago. Their sessions are long gone, so none comes back."""
    long_ago = now() - timedelta(days=90)
    ended = Device.objects.filter(Q(signed_out_at__lt=long_ago) | Q(expires_at__lt=long_ago))
    return ended.delete()[0]
