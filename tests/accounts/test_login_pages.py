"""The same login through the pages."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, RequestFactory

from tests import make
from zhiyu.accounts.agreement_texts import current_texts
from zhiyu.accounts.http import local_path
from zhiyu.accounts.models import Agreement, Consent, Device, PhoneCode, User
from zhiyu.kernel.home import home

pytestmark = pytest.mark.django_db
PHONE = "13900001111"


@pytest.fixture(autouse=True)
def sms_file() -> Iterator[Path]:
    path = home() / "sms.jsonl"
    path.unlink(missing_ok=True)
    yield path
    path.unlink(missing_ok=True)


def last_code() -> str:
    return str(json.loads((home() / "sms.jsonl").read_text().splitlines()[-1])["code"])


def consent(user: User) -> None:
    for text in current_texts():
        said = {"title": text.key, "body": text.key}
        row, _ = Agreement.objects.get_or_create(key=text.key, version=text.version, defaults=said)
        Consent.objects.create(user=user, agreement=row)


def test_a_new_person_goes_phone_code_welcome_and_lands_where_they_wanted(client: Client) -> None:
    first = client.post("/login", {"phone": "139 0000 1111", "next": "/agreements/terms"})
    assert (first.status_code, first["Location"]) == (302, "/login/code")
    page = client.get("/login/code").content.decode()
    assert "139 0000 1111" in page
    assert last_code() in page  # the demo's own line; no other mode shows it

    welcome = client.post("/login/code", {"code": last_code()})
    assert "欢迎来到" in welcome.content.decode()
    assert not User.objects.exists()

    unticked = client.post("/login/code", {"agree_step": "1", "code": last_code(), "name": "王阿姨"})
    assert unticked.status_code == 422
    assert "勾选同意后才能继续" in unticked.content.decode()
    assert 'value="王阿姨"' in unticked.content.decode()
    assert not User.objects.exists()

    done = client.post("/login/code", {"agree_step": "1", "code": last_code(), "name": "王阿姨", "agree": "on"})
    assert (done.status_code, done["Location"]) == (302, "/agreements/terms")
    user = User.objects.get(phone=PHONE)
    assert user.name == "王阿姨"
    assert Consent.objects.filter(user=user).count() == 2
    assert client.get("/me/devices").status_code == 200


def test_someone_known_is_in_after_the_code_and_the_session_key_changes(client: Client) -> None:
    user = make.user()
    consent(user)
    client.post("/login", {"phone": user.phone, "next": "/me/settings"})
    before = client.cookies["zhiyu_session"].value

    done = client.post("/login/code", {"code": last_code()})

    assert (done.status_code, done["Location"]) == (302, "/me/settings")
    assert client.cookies["zhiyu_session"].value != before
    assert Device.objects.get().session_key == client.cookies["zhiyu_session"].value


def test_a_new_version_of_an_agreement_is_asked_at_the_next_login(client: Client) -> None:
    user = make.user()
    consent(user)
    Consent.objects.filter(agreement__key="privacy").delete()
    older = Agreement.objects.create(key="privacy", version=1, title="隐私政策", body="以前的")
    Consent.objects.create(user=user, agreement=older)
    client.post("/login", {"phone": user.phone})

    page = client.post("/login/code", {"code": last_code()}).content.decode()

    assert "协议有更新" in page
    assert "/agreements/privacy@3" in page
    assert "/agreements/terms@2" not in page


def test_a_wrong_code_is_said_beside_the_field_and_what_was_typed_stays(client: Client) -> None:
    client.post("/login", {"phone": PHONE})
    wrong = "111111" if last_code() != "111111" else "222222"

    answer = client.post("/login/code", {"code": wrong})

    assert answer.status_code == 422
    assert "验证码不对" in answer.content.decode()
    assert f'value="{wrong}"' in answer.content.decode()
    assert PhoneCode.objects.get().attempts == 1


def test_a_number_that_is_none_is_said_beside_the_field(client: Client) -> None:
    answer = client.post("/login", {"phone": "12345"})
    assert answer.status_code == 422
    assert "11 位" in answer.content.decode()
    assert 'value="12345"' in answer.content.decode()


def test_asking_again_too_soon_returns_to_the_code_that_was_sent(client: Client) -> None:
    client.post("/login", {"phone": PHONE})
    again = client.post("/login", {"phone": PHONE})
    assert (again.status_code, again["Location"]) == (302, "/login/code")
    assert PhoneCode.objects.count() == 1


def test_a_stranger_asking_too_soon_is_told_how_long_to_wait(client: Client) -> None:
    client.post("/login", {"phone": PHONE})
    other = Client().post("/login", {"phone": PHONE})
    assert other.status_code == 422
    assert "秒后再试" in other.content.decode()


@pytest.mark.parametrize("known", [True, False])
def test_the_agreements_are_shown_only_after_the_code(client: Client, *, known: bool) -> None:
    phone = make.user().phone if known else PHONE
    client.post("/login", {"phone": phone})
    wrong = "111111" if last_code() != "111111" else "222222"

    for sent in ({}, {"code": ""}, {"agree": "on"}, {"code": wrong}, {"code": wrong, "agree": "on"}):
        page = client.post("/login/code", {"agree_step": "1", **sent}).content.decode()
        assert "协议有更新" not in page
        assert "欢迎来到" not in page
        assert "验证码" in page


def test_a_phone_once_proved_proves_no_other(client: Client) -> None:
    client.post("/login", {"phone": PHONE})
    client.post("/login/code", {"code": last_code()})
    client.post("/login", {"phone": make.user().phone})
    assert "协议有更新" not in client.post("/login/code", {"agree_step": "1"}).content.decode()


HERE = "http://testserver"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/x",
        "//evil.example",
        "///evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
        "\\\\evil.example",
        f"{HERE}/\\evil.example",
        f"{HERE}\\@evil.example",
        f"{HERE}//evil.example",
        f"{HERE}///evil.example",
        f"{HERE}@evil.example",
        f"{HERE}.evil.example",
        "/\t/evil.example",
        f"{HERE}/\t/evil.example",
        f"{HERE}/\n\\evil.example",
        "/\x02/evil.example",
        "\x01//evil.example",
        " //evil.example",
        "http:evil.example",
        "http:///evil.example",
        "evil.example",
    ],
)
def test_next_never_leads_away_from_the_school(client: Client, wanted: str) -> None:
    user = make.user()
    consent(user)
    client.post("/login", {"phone": user.phone, "next": wanted})
    assert client.post("/login/code", {"code": last_code()})["Location"] == "/"


@pytest.mark.parametrize(
    ("wanted", "path"), [(f"{HERE}/courses/a?b=c#d", "/courses/a?b=c#d"), ("/?tag=营养&x=a b", "/?tag=营养&x=a b")]
)
def test_next_within_the_school_is_kept_without_its_host(rf: RequestFactory, wanted: str, path: str) -> None:
    assert local_path(rf.get("/"), wanted) == path


def test_a_guarded_page_leads_to_login_and_back(client: Client) -> None:
    answer = client.get("/me/devices?x=1")
    assert answer["Location"] == "/login?next=%2Fme%2Fdevices%3Fx%3D1"


def test_the_code_page_without_a_phone_begins_again(client: Client) -> None:
    assert client.get("/login/code")["Location"] == "/login"


def test_demo_people_log_in_with_one_click_and_staff_land_in_the_studio(client: Client) -> None:
    make.person("13800000001", role="owner")
    make.person("13800000005")
    page = client.get("/login").content.decode()
    assert page.count('class="person"') == 2

    assert client.post("/login/demo", {"phone": "13800000001"})["Location"] == "/studio/"
    learner = Client()
    assert learner.post("/login/demo", {"phone": "13800000005", "next": "/me/settings"})["Location"] == "/me/settings"
    assert Consent.objects.count() == 4
    assert Device.objects.count() == 2


def test_the_demo_door_opens_for_the_nine_only_and_only_in_demo_mode(client: Client, settings: object) -> None:
    stranger = make.user()
    assert client.post("/login/demo", {"phone": stranger.phone}).status_code == 404
    make.person("13800000005")
    settings.DEMO = False  # type: ignore[attr-defined]
    assert client.post("/login/demo", {"phone": "13800000005"}).status_code == 404
    assert 'class="person"' not in client.get("/login").content.decode()
    assert not Device.objects.exists()


def test_outside_the_demo_the_page_never_shows_a_code(client: Client, settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    client.post("/login", {"phone": PHONE})
    assert last_code() not in client.get("/login/code").content.decode()


def test_who_never_agreed_is_welcomed_and_told_of_no_update(client: Client) -> None:
    user = make.user()
    client.post("/login", {"phone": user.phone})

    page = client.post("/login/code", {"code": last_code()}).content.decode()

    assert "协议有更新" not in page
    assert "/agreements/privacy@3" in page
