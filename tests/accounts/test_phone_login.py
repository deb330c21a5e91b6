"""Logging in by a code on the phone, as a client of the API does it."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import make
from zhiyu.accounts.models import Consent, Device, PhoneCode, User
from zhiyu.kernel.home import home

pytestmark = pytest.mark.django_db
PHONE = "13900001111"
CURRENT = ["terms@2", "privacy@3"]


@pytest.fixture(autouse=True)
def sms_file() -> Iterator[Path]:
    path = home() / "sms.jsonl"
    path.unlink(missing_ok=True)
    yield path
    path.unlink(missing_ok=True)


def post(client: Client, path: str, body: Mapping[str, object], **headers: str) -> tuple[int, dict[str, Any]]:
    answer = client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)
    return answer.status_code, answer.json() if answer.content else {}


def sent_codes() -> list[dict[str, str]]:
    path = home() / "sms.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def ask(client: Client, phone: str = PHONE) -> str:
    assert post(client, "/auth/phone/code", {"phone": phone})[0] == 204
    return sent_codes()[-1]["code"]


def test_a_new_person_gets_an_account_a_token_and_their_consents_on_record(client: Client) -> None:
    ids = [one["id"] for one in client.get("/api/v1/agreements").json()["items"]]
    assert ids == CURRENT
    code = ask(client)

    status, answer = post(
        client,
        "/auth/phone/login",
        {"phone": PHONE, "code": code, "accepted": ids, "name": "王阿姨"},
        **{"User-Agent": "TestPhone"},
    )

    assert status == 200
    user = User.objects.get(phone=PHONE)
    assert answer["user"] == {
        "id": user.pk,
        "name": "王阿姨",
        "phone": "139****1111",
        "email": "",
        "roles": ["learner"],
        "language": "zh-hans",
        "text_size": "normal",
    }
    consents = Consent.objects.values_list("agreement__key", "agreement__version", "address", "user_agent")
    assert sorted(consents) == [("privacy", 3, "127.0.0.1", "TestPhone"), ("terms", 2, "127.0.0.1", "TestPhone")]
    device = Device.objects.get()
    assert (device.user_id, device.session_key, device.user_agent) == (user.pk, None, "TestPhone")
    assert answer["token"] not in (device.token_hash or "")
    me = client.get("/api/v1/me", headers={"Authorization": f"Bearer {answer['token']}"})
    assert me.json() == answer["user"]


def test_the_message_is_one_whole_line_of_the_file(client: Client) -> None:
    ask(client)
    (line,) = sent_codes()
    assert set(line) == {"phone", "text", "code", "at"}
    assert line["phone"] == PHONE
    assert line["code"] in line["text"]
    assert datetime.fromisoformat(line["at"]).tzinfo


def test_the_first_login_without_consent_is_refused_and_leaves_the_code_good(client: Client) -> None:
    code = ask(client)
    body = {"phone": PHONE, "code": code, "accepted": ["terms@2"]}

    status, problem = post(client, "/auth/phone/login", body)
    assert (status, problem["code"], problem["agreements"]) == (422, "agreements_not_accepted", ["privacy@3"])
    assert not User.objects.exists()
    assert not Consent.objects.exists()

    assert post(client, "/auth/phone/login", body | {"accepted": CURRENT})[0] == 200


def test_someone_known_need_not_accept_again(client: Client) -> None:
    login = {"phone": PHONE, "code": ask(client), "accepted": CURRENT}
    assert post(client, "/auth/phone/login", login)[0] == 200
    PhoneCode.objects.all().delete()

    assert post(client, "/auth/phone/login", {"phone": PHONE, "code": ask(client), "accepted": []})[0] == 200
    assert User.objects.count() == 1
    assert Consent.objects.count() == 2


def test_a_code_is_used_once(client: Client) -> None:
    login = {"phone": PHONE, "code": ask(client), "accepted": CURRENT}
    assert post(client, "/auth/phone/login", login)[0] == 200

    status, problem = post(client, "/auth/phone/login", login)
    assert (status, problem["code"]) == (422, "code_expired")
    assert Device.objects.count() == 1


def test_five_wrong_tries_end_a_code(client: Client) -> None:
    code = ask(client)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        status, problem = post(client, "/auth/phone/login", {"phone": PHONE, "code": wrong, "accepted": CURRENT})
        assert (status, problem["code"]) == (422, "wrong_code")

    status, problem = post(client, "/auth/phone/login", {"phone": PHONE, "code": code, "accepted": CURRENT})
    assert (status, problem["code"]) == (422, "code_expired")
    assert not User.objects.exists()


def test_a_code_ends_after_ten_minutes(client: Client) -> None:
    code = ask(client)
    PhoneCode.objects.update(sent_at=timezone.now() - timedelta(minutes=10, seconds=1))

    status, problem = post(client, "/auth/phone/login", {"phone": PHONE, "code": code, "accepted": CURRENT})
    assert (status, problem["code"]) == (422, "code_expired")


def test_only_a_digest_of_the_code_is_stored(client: Client) -> None:
    code = ask(client)
    row = PhoneCode.objects.get()
    assert code not in row.code_hash
    assert len(row.code_hash) == 64


def test_another_phones_code_opens_nothing(client: Client) -> None:
    code = ask(client)
    ask(client, "13900002222")

    status, problem = post(client, "/auth/phone/login", {"phone": "13900002222", "code": code, "accepted": CURRENT})
    assert (status, problem["code"]) == (422, "wrong_code")


def test_known_and_unknown_numbers_get_the_same_answer(client: Client) -> None:
    known = make.user()
    answers = [
        client.post("/api/v1/auth/phone/code", json.dumps({"phone": phone}), content_type="application/json")
        for phone in (known.phone, PHONE)
    ]
    assert [(a.status_code, a.content) for a in answers] == [(204, b""), (204, b"")]
    assert len(sent_codes()) == 2


@pytest.mark.parametrize(
    "written", ["+86 139 0000 1111", "８６１３９００００１１１１", "139-0000-1111", "008613900001111"]
)
def test_people_write_their_number_as_they_like(client: Client, written: str) -> None:
    ask(client, written)
    assert [line["phone"] for line in sent_codes()] == [PHONE]


@pytest.mark.parametrize("written", ["", "1390000111", "139000011112", "12900001111", "+1 212 555 0100", "abc"])
def test_what_is_no_mainland_mobile_number_is_refused(client: Client, written: str) -> None:
    status, problem = post(client, "/auth/phone/code", {"phone": written})
    assert (status, problem["code"]) == (422, "invalid_phone")
    assert sent_codes() == []


def test_a_closed_account_stays_out(client: Client) -> None:
    user = make.user()
    User.objects.update(is_active=False)
    assert user.phone

    code = ask(client, user.phone)
    status, problem = post(client, "/auth/phone/login", {"phone": user.phone, "code": code, "accepted": CURRENT})
    assert (status, problem["code"]) == (403, "account_closed")
    assert not Device.objects.exists()
