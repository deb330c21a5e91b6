"""A clock set back, so that the demo school's yesterdays are made by the same actions as its today."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import httpx
from django.conf import settings
from django.utils import timezone

from zhiyu.kernel.calling import trusted

REAL = timezone.now


@contextmanager
def ago(*, days: int, hours: int = 0) -> Iterator[None]:
    """Here and at the simulator. Only while the school is made: nothing else runs in this process or calls there."""
    back = timedelta(days=days, hours=hours)

    def then() -> datetime:
        return REAL() - back

    timezone.now = then
    tell_simulator(-back)
    try:
        yield
    finally:
        timezone.now = REAL
        tell_simulator(timedelta())


def tell_simulator(offset: timedelta) -> None:
    if not settings.WECHAT_SIMULATOR_URL:
        return
    said = {"offset_seconds": offset.total_seconds()}
    address = f"{settings.WECHAT_SIMULATOR_URL}/_sim/clock"
    httpx.post(address, json=said, timeout=10, trust_env=False, verify=trusted()).raise_for_status()
