"""Logins: one row a browser session or API token, thirty days sliding."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.db.models import Q, QuerySet

from zhiyu.accounts.actions.notices import announce_device
from zhiyu.accounts.models import Device, User
from zhiyu.accounts.theft import network_of
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform import audit
from zhiyu.platform.live import tell

LIFE = timedelta(days=30)
TOUCH_EVERY = timedelta(minutes=5)
NETWORKS_KEPT = 8


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_token(*, user: User, user_agent: str, address: str | None) -> tuple[str, Device]:
    """A bearer token, told once and stored only as a hash."""
    token = secrets.token_urlsafe(32)
    device = Device.objects.create(token_hash=hash_token(token), **fresh(user, user_agent, address))
    audit.record(actor_id=user.pk, action="login", target=f"user:{user.pk}", device=device.pk, by="token")
    announce_device(device)
    return token, device


@transaction.atomic
def open_device(*, user: User, session_key: str, user_agent: str, address: str | None) -> Device:
    """The row of a browser session; the same session twice is the same device."""
    device, created = Device.objects.get_or_create(session_key=session_key, defaults=fresh(user, user_agent, address))
    if created:
        audit.record(actor_id=user.pk, action="login", target=f"user:{user.pk}", device=device.pk, by="session")
        announce_device(device)
    return device


def fresh(user: User, user_agent: str, address: str | None) -> dict[str, object]:
    """A login that begins now: its holder has just proved who they are."""
    at = now()
    network = network_of(address)
    return {
        "user": user,
        "user_agent": user_agent[:400],
        "address": address,
        "expires_at": at + LIFE,
        "proved_at": at,
        "networks": [network] if network else [],
    }


def touch_device(*, device: Device, address: str | None) -> bool:
    """Slide the thirty days on; writes at most every five minutes and answers whether it did."""
    at = now()
    stale = Device.objects.filter(pk=device.pk, signed_out_at__isnull=True, last_seen_at__lt=at - TOUCH_EVERY)
    networks = device.networks or [network_of(address)]
    return bool(stale.update(last_seen_at=at, expires_at=at + LIFE, address=address, networks=networks))


def rekey_device(*, device: Device, session_key: str) -> None:
    """Django gave the same session a new key, because the secret that signs it changed."""
    Device.objects.filter(pk=device.pk).update(session_key=session_key)


@transaction.atomic
def prove_device(*, device: Device, address: str | None) -> None:
    """Its holder has just shown again who they are, from here."""
    network = network_of(address)
    others = [one for one in device.networks if one != network]
    device.proved_at = now()
    device.networks = [*others, network][-NETWORKS_KEPT:] if network else others
    device.save(update_fields=["proved_at", "networks"])
    audit.record(actor_id=device.user_id, action="identity.proved", target=f"device:{device.pk}")


@transaction.atomic
def sign_out_device(*, user: User, device_id: int, because: str = "") -> None:
    """End one of someone's own logins for good, its session too; ``because`` is told there."""
    found = Device.objects.select_for_update().filter(pk=device_id, user=user, signed_out_at__isnull=True)
    if not end_devices(found, because=because):
        raise NotFound


@transaction.atomic
def sign_out_others(*, user_id: int, but: Device | None, because: str) -> None:
    """End all of someone's logins but the one in use."""
    live = Device.objects.select_for_update().filter(user_id=user_id, signed_out_at__isnull=True)
    end_devices(live.exclude(pk=but.pk if but else 0), because=because)


@transaction.atomic
def sign_out_everywhere(*, user_id: int, actor_id: int) -> None:
    """By somebody of the school, who finds the account shared: its owner logs in again and goes on."""
    sign_out_others(user_id=user_id, but=None, because=Device.Ended.SCHOOL)
    audit.record(actor_id=actor_id, action="devices.ended", target=f"user:{user_id}")


def end_devices(live: QuerySet[Device], *, because: str) -> int:
    ended = list(live.order_by("pk"))
    for device in ended:
        device.signed_out_at, device.ended_because = now(), because
        device.save(update_fields=["signed_out_at", "ended_because"])
        if device.session_key:
            SessionStore(device.session_key).delete()
        detail = {"because": because} if because else {}
        audit.record(actor_id=device.user_id, action="device.signed_out", target=f"device:{device.pk}", **detail)
        tell(f"device:{device.pk}")
    return len(ended)


def forget_ended_devices() -> int:
    """Drop logins that ended more than ninety days ago. Their sessions are long gone, so none comes back."""
    long_ago = now() - timedelta(days=90)
    ended = Device.objects.filter(Q(signed_out_at__lt=long_ago) | Q(expires_at__lt=long_ago))
    return ended.delete()[0]
