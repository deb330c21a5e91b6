"""Tries at something secret: the first few are free, then each failure doubles the wait.

The wait belongs to an account *from one network*, so a stranger who guesses locks out nobody but themselves.
"""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from zhiyu.accounts.errors import TooManyTries
from zhiyu.accounts.models import Device, Throttle, User
from zhiyu.accounts.theft import line_of, network_of
from zhiyu.kernel.clock import now
from zhiyu.platform import rehearsing

FREE = 4
FREE_FROM_STRANGERS = 40
"""Over all networks together, so that many machines gain nothing; who has logged in from here before is no stranger."""
FREE_FROM_A_LINE = 100
"""A day, at any accounts: one password tried at everybody is a guess too. Who gets in is not counted."""
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=30)
FORGOTTEN_AFTER = timedelta(days=1)


def key_of(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def wait_after(failures: int, *, free: int = FREE) -> timedelta:
    if failures < free:
        return timedelta()
    doublings = min(failures - free, 12)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def begin_try(*, what: str, account: str, address: str | None, user: User | None = None) -> None:
    """Count a try before it is made, so that guesses made at once are counted too; or say how long to wait."""
    if rehearsing.running():  # nobody guesses, and nothing is counted that must outlast a rollback
        return
    network = network_of(address)
    if address:
        count(line_key(what, address), free=FREE_FROM_A_LINE)
    count(key_of(what, account, network), free=FREE)
    if not is_familiar(user, network):
        count(key_of(what, account), free=FREE_FROM_STRANGERS)


def forgive(*, what: str, account: str, address: str | None) -> None:
    """A try that succeeded wipes out the failures before it, here; what strangers did elsewhere stays counted."""
    Throttle.objects.filter(key=key_of(what, account, network_of(address))).delete()
    if address:
        Throttle.objects.filter(key=line_key(what, address), failures__gt=0).update(failures=F("failures") - 1)


def excuse(*, what: str, account: str, address: str | None) -> None:
    """It was no guess: this one try is not counted. Failures before it stay, so that what is known pays for none."""
    keys = [key_of(what, account, network_of(address)), key_of(what, account)]
    keys += [line_key(what, address)] if address else []
    Throttle.objects.filter(key__in=keys, failures__gt=0).update(failures=F("failures") - 1, waits_until=None)


def line_key(what: str, address: str) -> str:
    return key_of(what, "line", str(line_of(address)), f"{now():%F}")


def is_familiar(user: User | None, network: str) -> bool:
    return bool(user and network and Device.objects.filter(user=user, networks__contains=[network]).exists())


@transaction.atomic(durable=True)
def count(key: str, *, free: int) -> None:
    row, _ = Throttle.objects.select_for_update().get_or_create(key=key, defaults={"last_at": now()})
    at = now()
    if row.waits_until and row.waits_until > at:
        raise TooManyTries(extra={"retry_after": -(-(row.waits_until - at) // timedelta(seconds=1))})
    row.failures = 1 if row.last_at < at - FORGOTTEN_AFTER else row.failures + 1
    row.last_at = at
    row.waits_until = at + wait_after(row.failures, free=free)
    row.save(update_fields=["failures", "last_at", "waits_until"])


def forget_old_tries() -> int:
    return Throttle.objects.filter(last_at__lt=now() - FORGOTTEN_AFTER).delete()[0]
