"""Platform certificates through the notification door and the provider: kept as rows, renewed when missed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from pytest_django import Settings

from tests.integrations.conftest import Letter, Mailbox, hand_over, pending_order, school
from tests.simulator import Running
from zhiyu.access.models import Grant
from zhiyu.commerce import actions
from zhiyu.commerce.models import Order, Payment
from zhiyu.commerce.payments import PaymentStatus
from zhiyu.integrations.wechat_pay.account import Account, account, opened
from zhiyu.integrations.wechat_pay.models import CertificateRenewal, Notification, PlatformCertificate
from zhiyu.integrations.wechat_pay.provider import WeChatPay
from zhiyu.integrations.wechat_pay.tasks import renew_certificates
from zhiyu.kernel.clock import SHANGHAI, now

pytestmark = pytest.mark.django_db
NO = "P202611210000000001"


@pytest.fixture
def certified(tmp_path: Path, mailbox: Mailbox, settings: Settings) -> Iterator[Running]:
    """A merchant who was given no public key."""
    with school(tmp_path, settings, post=mailbox, signing="certificate") as found:
        yield found


def ours() -> Account:
    found = account()
    assert found
    return found


def count_askings() -> list[str]:
    """Grows with each asking of WeChat for its certificates."""
    asked: list[str] = []
    hook = asked.append
    ours().pay.transport.http.event_hooks = {
        "request": [lambda request: hook(request.url.path) if request.url.path == "/v3/certificates" else None]
    }
    return asked


def kept() -> list[str]:
    return list(PlatformCertificate.objects.order_by("id").values_list("serial", flat=True))


def serials(sim: Running) -> list[str]:
    return list(sim.tell("signing", mode=sim.world.signing)["serials"])


def verdicts() -> list[str]:
    return list(Notification.objects.order_by("id").values_list("verdict", flat=True))


def a_minute_passes() -> None:
    CertificateRenewal.objects.update(asked_at=now() - timedelta(minutes=1))


def bought(sim: Running, mailbox: Mailbox) -> tuple[Order, str, Letter]:
    """Paid at WeChat; its letter is not handed over yet."""
    order, _ = pending_order()
    start = actions.start_payment(order_no=order.no, buyer_id=order.buyer_id, method="native")
    sim.tell("pay", out_trade_no=start.out_trade_no)
    sim.settled()
    return order, start.out_trade_no, mailbox.letters[-1]


def again(sim: Running, mailbox: Mailbox, out_trade_no: str) -> Letter:
    sim.tell("renotify", out_trade_no=out_trade_no)
    return mailbox.letters[-1]


def opened_once(order: Order) -> bool:
    order.refresh_from_db()
    counts = (Payment.objects.count(), Grant.objects.filter(user=order.buyer).count())
    return order.status == "paid" and counts == (1, 1)


def test_the_first_answer_fetches_the_certificates_and_another_process_finds_them(
    certified: Running, mailbox: Mailbox
) -> None:
    asked = count_askings()
    order, _, letter = bought(certified, mailbox)
    assert letter[0]["Wechatpay-Serial"] == kept()[0]
    assert hand_over(letter).status_code == 200
    assert opened_once(order)
    assert (kept(), len(asked)) == (serials(certified), 1)

    ours().pay.transport.http.close()
    opened.cache_clear()
    asked = count_askings()
    assert WeChatPay().query(NO).status is PaymentStatus.MISSING
    assert hand_over(letter).status_code == 200
    assert (verdicts(), asked) == (["accepted", "duplicate"], [])


def test_a_new_certificate_in_mid_flight_is_looked_up_once_and_the_old_one_still_counts(
    certified: Running, mailbox: Mailbox
) -> None:
    order, no, by_old = bought(certified, mailbox)
    a_minute_passes()
    asked = count_askings()
    certified.tell("faults", name="rotation", times=1)
    by_new = again(certified, mailbox, no)
    assert by_new[0]["Wechatpay-Serial"] != by_old[0]["Wechatpay-Serial"]

    assert [hand_over(by_new).status_code, hand_over(by_old).status_code] == [200, 200]
    assert opened_once(order)
    assert (kept(), len(asked)) == (serials(certified), 1)
    assert (len(kept()), verdicts()) == (2, ["accepted", "duplicate"])


def test_one_that_has_left_is_forgotten_at_the_next_renewal(certified: Running, mailbox: Mailbox) -> None:
    _, no, _ = bought(certified, mailbox)
    before = kept()
    certified.tell("faults", name="rotation", times=1, overlap_seconds=0)
    again(certified, mailbox, no)
    a_minute_passes()

    renew_certificates(0)
    assert kept() == serials(certified)
    assert not set(before) & set(kept())


def test_during_a_switch_over_messages_count_under_either_serial(sim: Running, mailbox: Mailbox) -> None:
    sim.tell("signing", mode="both")
    order, no, first = bought(sim, mailbox)
    second = again(sim, mailbox, no)
    named = {letter[0]["Wechatpay-Serial"] for letter in (first, second)}
    assert named == {sim.world.keys.public_key_id, serials(sim)[0]}

    assert [hand_over(first).status_code, hand_over(second).status_code] == [200, 200]
    assert opened_once(order)
    assert verdicts() == ["accepted", "duplicate"]
    assert kept() == serials(sim)


def test_a_rotation_that_reaches_a_merchant_with_a_public_key_is_a_switch_over(sim: Running, mailbox: Mailbox) -> None:
    sim.tell("faults", name="rotation", times=1)
    order, no, letter = bought(sim, mailbox)
    assert not letter[0]["Wechatpay-Serial"].startswith("PUB_KEY_ID_")

    assert hand_over(letter).status_code == 200
    assert hand_over(again(sim, mailbox, no)).status_code == 200
    assert opened_once(order)


def test_a_serial_nobody_knows_is_asked_for_once_and_refused(certified: Running, mailbox: Mailbox) -> None:
    certified.tell("faults", name="unknown_serial", times=2)
    order, no, first = bought(certified, mailbox)
    a_minute_passes()
    asked = count_askings()

    assert [hand_over(first).status_code, hand_over(again(certified, mailbox, no)).status_code] == [401, 401]
    assert (verdicts(), len(asked)) == (["unknown_serial"] * 2, 1)
    order.refresh_from_db()
    assert (order.status, Payment.objects.count(), Grant.objects.count()) == ("pending", 0, 0)

    assert hand_over(again(certified, mailbox, no)).status_code == 200
    assert opened_once(order)


def test_with_a_public_key_only_an_unknown_one_is_refused_without_asking(sim: Running, mailbox: Mailbox) -> None:
    sim.tell("faults", name="unknown_serial", times=1)
    order, no, letter = bought(sim, mailbox)
    asked = count_askings()

    assert hand_over(letter).status_code == 401
    assert (verdicts(), asked, kept()) == (["unknown_serial"], [], [])
    assert hand_over(again(sim, mailbox, no)).status_code == 200
    assert opened_once(order)


@pytest.mark.parametrize(("named", "verdict"), [(True, "expired_certificate"), (False, "unknown_serial")])
def test_a_certificate_that_has_run_out_counts_for_nothing(
    certified: Running, mailbox: Mailbox, verdict: str, *, named: bool
) -> None:
    certified.tell("faults", name="expired_certificate", times=1)
    order, no, letter = bought(certified, mailbox)
    a_minute_passes()
    if named:
        certified.tell("faults", name="expired_certificate", times=1, on="list")

    assert hand_over(letter).status_code == 401
    assert verdicts() == [verdict]
    assert not Payment.objects.exists()
    assert hand_over(again(certified, mailbox, no)).status_code == 200
    assert opened_once(order)


def test_a_kept_certificate_runs_out_by_itself(
    certified: Running, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, no, _ = bought(certified, mailbox)
    later = now() + timedelta(days=5 * 365)
    certified.tell("clock", offset_seconds=(later - datetime.now(SHANGHAI)).total_seconds())
    letter = again(certified, mailbox, no)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    assert hand_over(letter).status_code == 401
    assert verdicts() == ["expired_certificate"]


@pytest.mark.parametrize("fault", ["server_error", "rate_limited", "truncated_json", "bad_signature", "skew"])
def test_a_renewal_that_fails_changes_nothing_and_the_next_one_heals(
    certified: Running, mailbox: Mailbox, fault: str
) -> None:
    _, no, _ = bought(certified, mailbox)
    before = kept()
    certified.tell("faults", name="rotation", times=1, overlap_seconds=0)
    again(certified, mailbox, no)
    a_minute_passes()
    options = {"on": "response"} if fault in {"bad_signature", "skew"} else {}
    certified.tell("faults", name=fault, times=1, **options)

    renew_certificates(0)
    assert kept() == before
    a_minute_passes()
    renew_certificates(0)
    assert kept() == serials(certified) != before


def test_a_school_with_a_public_key_and_no_certificate_asks_for_none(sim: Running) -> None:
    asked = count_askings()
    renew_certificates(0)
    assert (asked, kept(), sim.world.signing) == ([], [], "public_key")


def test_half_of_a_public_key_is_a_mistake(certified: Running, settings: Settings) -> None:
    settings.WECHAT_PAY = {**settings.WECHAT_PAY, "public_key_id": certified.world.keys.public_key_id}

    with pytest.raises(ImproperlyConfigured, match="WECHAT_PAY_PUBLIC_KEY_ID"):
        account()
    settings.WECHAT_PAY = {**settings.WECHAT_PAY, "public_key_id": ""}


@pytest.mark.django_db(transaction=True)
def test_eight_letters_at_once_under_a_new_certificate_ask_once(certified: Running, mailbox: Mailbox) -> None:
    order, no, _ = bought(certified, mailbox)
    a_minute_passes()
    certified.tell("faults", name="rotation", times=1)
    letter, asked = again(certified, mailbox, no), count_askings()

    def deliver(_: int) -> int:
        try:
            return hand_over(letter).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(deliver, range(8))) == {200}
    assert (len(asked), len(kept())) == (1, 2)
    assert opened_once(order)
    assert sorted(verdicts()) == ["accepted", *["duplicate"] * 7]
