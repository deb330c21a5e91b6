"""Anybody can write to the notification address: what stays of it is small and not for ever."""

from datetime import timedelta

import pytest

from tests.integrations.conftest import hand_over, letter, paid, pending_order, signed
from tests.simulator import Running
from zhiyu.integrations.wechat_pay.models import Notification
from zhiyu.integrations.wechat_pay.tasks import forget
from zhiyu.kernel.clock import now

pytestmark = pytest.mark.django_db


def test_of_what_proves_nothing_little_is_kept(sim: Running) -> None:
    headers, _ = letter(sim, {})
    noise = {f"Wechatpay-{n}": "x" for n in range(50)}
    assert hand_over(({**headers, **noise, "User-Agent": "x" * 9_000}, b"x" * 60_000)).status_code == 401

    kept = Notification.objects.get()
    assert len(bytes(kept.body)) == 2048
    assert len(kept.headers) < 10
    assert max(len(value) for value in kept.headers.values()) == 1024


def test_what_is_proved_is_kept_whole_whatever_its_verdict(sim: Running) -> None:
    _, attempt = pending_order()
    for number, out_trade_no in (("EV-1", attempt.out_trade_no), ("EV-2", "P000000")):
        sent = letter(sim, paid(sim, out_trade_no, attach="x" * 5_000), number=number)
        hand_over(sent)
        assert bytes(Notification.objects.get(notification_id=number).body) == sent[1]


def test_the_unproved_are_forgotten_after_a_month(sim: Running) -> None:
    _, attempt = pending_order()
    for number, out_trade_no in (("EV-1", attempt.out_trade_no), ("EV-2", "P000000")):
        hand_over(letter(sim, paid(sim, out_trade_no), number=number))
    hand_over(signed(sim, b"{}"))
    Notification.objects.update(received_at=now() - timedelta(days=31))
    hand_over(signed(sim, b"{}"))

    forget(0)
    assert list(Notification.objects.order_by("id").values_list("verdict", flat=True)) == [
        "accepted",
        "unknown_order",
        "undecipherable",
    ]
