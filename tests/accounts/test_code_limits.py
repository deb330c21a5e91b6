"""1 in 60 seconds and 5 an hour a phone, 30 a minute an address, also when everybody asks at once."""

import json
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db.models import F
from django.test import Client

from tests.accounts.conftest import Sent
from tests.together import together
from zhiyu.accounts.actions import login_by_code, request_code
from zhiyu.accounts.errors import CodeExpired, InvalidPhone, SmsFailed, TooManyCodes, WrongCode
from zhiyu.accounts.models import PhoneCode, User
from zhiyu.accounts.sms import SmsRefused, SmsUnavailable
from zhiyu.accounts.tasks import forget

PHONE = "13900001111"
HERE = "127.0.0.1"


class DownSender:
    def send(self, *, phone: str, text: str, code: str) -> None:
        raise SmsUnavailable(phone, text, code)


class ChokingSender:
    def send(self, *, phone: str, text: str, code: str) -> None:
        raise SmsRefused(phone, text, code)


def age(**by: int) -> None:
    PhoneCode.objects.update(sent_at=F("sent_at") - timedelta(**by))


@pytest.mark.django_db
def test_the_second_code_within_a_minute_is_refused_with_the_seconds_left(client: Client, sent: Sent) -> None:
    request_code(phone=PHONE, address=HERE)
    age(seconds=20)

    body = json.dumps({"phone": PHONE})
    answer = client.post("/api/v1/auth/phone/code", body, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_codes")
    assert answer["Content-Type"] == "application/problem+json"
    assert 20 < int(answer["Retry-After"]) <= 40
    assert len(sent()) == 1

    age(seconds=41)
    request_code(phone=PHONE, address=HERE)
    assert len(sent()) == 2


@pytest.mark.django_db
def test_the_sixth_code_within_an_hour_waits_for_the_first_to_age(sent: Sent) -> None:
    for _ in range(5):
        request_code(phone=PHONE, address=HERE)
        age(seconds=61)

    with pytest.raises(TooManyCodes) as refusal:
        request_code(phone=PHONE, address=HERE)
    assert 3600 - 5 * 61 - 5 <= refusal.value.extra["retry_after"] <= 3600 - 5 * 61
    assert len(sent()) == 5

    age(seconds=3600 - 5 * 61)
    request_code(phone=PHONE, address=HERE)
    assert len(sent()) == 6


@pytest.mark.django_db
def test_the_thirty_first_code_from_an_address_within_a_minute_is_refused(sent: Sent) -> None:
    for n in range(30):
        request_code(phone=f"139{n:08d}", address=HERE)

    with pytest.raises(TooManyCodes):
        request_code(phone="13911111111", address=HERE)
    request_code(phone="13911111111", address="10.0.0.1")
    assert len(sent()) == 31


@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_once_for_a_phone_one_is_answered(sent: Sent) -> None:
    answers = together(8, lambda n: request_code(phone=PHONE, address=f"10.0.0.{n}"))

    assert [type(x) for x in answers if x is not None] == [TooManyCodes] * 7
    assert len(sent()) == PhoneCode.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_once_from_an_address_thirty_a_minute_are_answered(sent: Sent) -> None:
    for n in range(26):
        request_code(phone=f"138{n:08d}", address=HERE)

    answers = together(8, lambda n: request_code(phone=f"139{n:08d}", address=HERE))

    assert [type(x) for x in answers if x is not None] == [TooManyCodes] * 4
    assert len(sent()) == PhoneCode.objects.count() == 30


@pytest.mark.django_db(transaction=True)
def test_a_code_used_by_many_at_once_lets_one_in(sent: Sent) -> None:
    request_code(phone=PHONE, address=HERE)
    code = sent()[0]["code"]

    def enter(_: int) -> User:
        accepted = ["terms@2", "privacy@3"]
        return login_by_code(phone=PHONE, code=code, accepted=accepted, address=HERE, user_agent="")

    answers = together(6, enter)

    assert sorted(type(x).__name__ for x in answers) == ["CodeExpired"] * 5 + ["User"]
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_wrong_tries_made_at_once_are_all_counted(sent: Sent) -> None:
    request_code(phone=PHONE, address=HERE)
    wrong = "000000" if sent()[0]["code"] != "000000" else "111111"

    def guess(_: int) -> User:
        return login_by_code(phone=PHONE, code=wrong, accepted=[], address=HERE, user_agent="")

    answers = together(8, guess)

    assert sorted(type(x).__name__ for x in answers) == ["CodeExpired"] * 3 + ["WrongCode"] * 5
    assert PhoneCode.objects.get().attempts == 5
    assert (CodeExpired.status, WrongCode.status) == (422, 422)


@pytest.mark.django_db
def test_a_message_that_could_not_be_sent_says_so_and_counts_against_nobody(settings: object, sent: Sent) -> None:
    settings.SMS_SENDER = f"{__name__}.DownSender"  # type: ignore[attr-defined]
    with pytest.raises(SmsFailed):
        request_code(phone=PHONE, address=HERE)
    assert not PhoneCode.objects.exists()

    settings.SMS_SENDER = f"{__name__}.ChokingSender"  # type: ignore[attr-defined]
    with pytest.raises(InvalidPhone):
        request_code(phone=PHONE, address=HERE)
    assert not PhoneCode.objects.exists()

    settings.SMS_SENDER = "zhiyu.integrations.sms.demo.DemoSender"  # type: ignore[attr-defined]
    request_code(phone=PHONE, address=HERE)
    assert len(sent()) == 1


@pytest.mark.django_db
def test_codes_are_forgotten_after_a_day(sent: Sent) -> None:
    request_code(phone=PHONE, address=HERE)
    age(hours=25)
    request_code(phone="13900002222", address=HERE)
    forget(timestamp=0)
    assert list(PhoneCode.objects.values_list("phone", flat=True)) == ["13900002222"]
    assert len(sent()) == 2


@pytest.mark.django_db
def test_a_school_without_sms_says_so(client: Client, settings: object) -> None:
    settings.SMS_SENDER = ""  # type: ignore[attr-defined]
    body = json.dumps({"phone": PHONE})
    answer = client.post("/api/v1/auth/phone/code", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (503, "sms_not_connected")


@pytest.mark.django_db
def test_a_house_with_an_ipv6_line_has_one_quota_for_all_its_addresses(sent: Sent) -> None:
    for n in range(30):
        request_code(phone=f"139{n:08d}", address=f"2001:db8:1:2::{n:x}")
    with pytest.raises(TooManyCodes):
        request_code(phone=PHONE, address="2001:db8:1:2:ffff::1")
    request_code(phone=PHONE, address="2001:db8:1:3::1")
    assert set(PhoneCode.objects.values_list("address", flat=True)) == {"2001:db8:1:2::", "2001:db8:1:3::"}
    assert len(sent()) == 31


@pytest.mark.django_db
def test_sessions_that_are_over_are_forgotten_with_the_numbers_in_them(client: Client) -> None:
    client.post("/login", {"phone": PHONE})
    Session.objects.update(expire_date=F("expire_date") - timedelta(days=31))
    forget(timestamp=0)
    assert not Session.objects.exists()
