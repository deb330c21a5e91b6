"""What happens to an account is told to its owner: on their other devices, and by mail where one is bound."""

from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from zhiyu.accounts.models import Device, Notice, User
from zhiyu.accounts.theft import family
from zhiyu.kernel.clock import now

KEPT = timedelta(days=180)


@transaction.atomic
def notify(*, user: User, kind: str, device: Device | None, email: str | None = None, **detail: str) -> Notice:
    """``email`` where it goes to another mailbox than the account's, as after a change."""
    made = Notice.objects.create(user=user, kind=kind, device=device, detail=detail)
    if to := email or user.email:
        app.configure_task(name="accounts.mail_notice").defer(notice_id=made.pk, to=to)
    return made


def announce_device(device: Device) -> None:
    """Say it when an account that is in use elsewhere is opened on a machine not seen before."""
    known = Device.objects.filter(user_id=device.user_id).exclude(pk=device.pk)
    earlier = list(known.order_by("-pk").values_list("user_agent", "signed_out_at", "networks")[:50])
    if not earlier:
        return
    mine = family(device.user_agent), device.networks
    if any((family(agent), networks) == mine for agent, _, networks in earlier):
        return
    in_use = any(ended is None for _, ended, _ in earlier)
    if in_use or device.user.email:
        notify(
            user=device.user,
            kind=Notice.Kind.NEW_DEVICE,
            device=device,
            agent=device.user_agent,
            address=device.address or "",
        )


@transaction.atomic
def see_notices(*, user_id: int, device: Device | None) -> None:
    """Mark as told what other devices did; what this one did is for the others to see."""
    unseen = Notice.objects.filter(user_id=user_id, seen_at__isnull=True)
    unseen.exclude(device=device, device__isnull=False).update(seen_at=now())


def forget_old_notices() -> int:
    return Notice.objects.filter(at__lt=now() - KEPT).delete()[0]
