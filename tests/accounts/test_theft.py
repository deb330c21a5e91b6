"""A login in other hands: it ends or asks again, and its owner hears of new ones."""

from datetime import timedelta

import pytest
from django.test import Client

from tests import make
from zhiyu.accounts.actions import issue_token
from zhiyu.accounts.models import Device, Notice, User
from zhiyu.accounts.theft import contradicts, network_of
from zhiyu.kernel.clock import now

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1"
IPAD_DESK = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.0 Safari/605.1.15"
ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel) Chrome/126.0 Mobile Safari/537.36"
ANDROID_DESK = "Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0 Safari/537.36"
ANDROID_NEXT = "Mozilla/5.0 (Linux; Android 15; Pixel) Chrome/131.0 Mobile Safari/537.36"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
APPLE_MEDIA = "AppleCoreMedia/1.0.0 (iPhone; U; CPU OS 17_0 like Mac OS X)"
STAGEFRIGHT = "stagefright/1.2 (Linux;Android 14)"
OTHER_COUNTRY = "203.0.113.7"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (IPHONE, IPHONE, False),
        (IPHONE, IPAD_DESK, False),
        (IPHONE, APPLE_MEDIA, False),
        (ANDROID, ANDROID_DESK, False),
        (ANDROID, ANDROID_NEXT, False),
        (ANDROID, STAGEFRIGHT, False),
        (ANDROID, "Dalvik/2.1.0 (Linux; U; Android 14)", False),
        (ANDROID, "", False),
        ("", WINDOWS, False),
        (IPHONE, ANDROID, True),
        (ANDROID, WINDOWS, True),
        (ANDROID_DESK, FIREFOX, True),
        (WINDOWS, IPHONE, True),
    ],
)
def test_which_two_user_agents_cannot_be_one_machine(before: str, after: str, verdict: bool) -> None:  # noqa: FBT001
    assert contradicts(before, after) is verdict


def test_networks_are_wide_enough_for_a_provider() -> None:
    assert network_of("203.0.113.7") == network_of("203.0.9.1") == "203.0.0.0/16"
    assert network_of("2001:db8:1::1") == network_of("2001:db8:2::9") == "2001:db8::/32"
    assert network_of("::ffff:203.0.113.7") == "203.0.0.0/16"
    assert network_of(None) == ""


def test_a_session_that_turns_into_another_machine_ends_and_is_told_why(client: Client) -> None:
    user = make.user()
    device = make.login(client, user)
    Device.objects.filter(pk=device.pk).update(user_agent=IPHONE)
    assert client.get("/me/settings", headers={"User-Agent": IPAD_DESK}).status_code == 200

    answer = client.get("/me/settings", headers={"User-Agent": WINDOWS}, follow=True)

    assert answer.redirect_chain == [("/login?next=%2Fme%2Fsettings", 302)]
    assert "换了一种设备" in answer.content.decode()
    ended = Device.objects.get(pk=device.pk)
    assert (ended.ended_because, ended.signed_out_at is not None) == ("changed", True)
    assert client.get("/me/settings", headers={"User-Agent": IPHONE}).status_code == 302


def test_a_token_that_turns_into_another_machine_is_refused_with_the_reason(client: Client) -> None:
    token, _ = issue_token(user=make.user(), user_agent=ANDROID, address=None)
    headers = {"Authorization": f"Bearer {token}", "User-Agent": WINDOWS}
    answer = client.get("/api/v1/me", headers=headers).json()
    assert (answer["code"], answer["reason"]) == ("login_required", "changed")
    assert answer["ended_at"]
    assert client.get("/api/v1/me", headers=headers | {"User-Agent": ANDROID}).status_code == 401


def test_a_device_signed_out_elsewhere_is_told_when_and_why_until_it_is_read(client: Client) -> None:
    user = make.user()
    make.login(client, user)
    other = Client()
    lost = make.login(other, user)
    client.post(f"/me/devices/{lost.pk}/sign-out")

    told = other.get("/").content.decode()
    assert "这台设备被移走了（" in told
    assert "这台设备被移走了（" in other.get("/").content.decode()
    other.post("/login/parted")
    assert "这台设备被移走了（" not in other.get("/").content.decode()


def test_who_signs_out_here_is_told_nothing(client: Client) -> None:
    make.login(client, make.user())
    client.post("/logout")
    assert "退出了登录。（" not in client.get("/").content.decode()


def test_thirty_quiet_days_are_said(client: Client) -> None:
    make.login(client, make.user())
    Device.objects.update(expires_at=now() - timedelta(seconds=1))
    assert "30 天没有使用" in client.get("/").content.decode()


def test_a_learner_moves_between_networks_freely(client: Client) -> None:
    make.login(client, make.user())
    Device.objects.update(networks=["10.0.0.0/16"])
    assert client.get("/me/settings", REMOTE_ADDR=OTHER_COUNTRY).status_code == 200


def test_staff_on_a_new_network_prove_themselves_before_the_studio_and_once(client: Client) -> None:
    owner = make.user(role="owner")
    make.login(client, owner)
    Device.objects.update(networks=["127.0.0.0/16"])
    assert client.get("/studio/").status_code == 200

    away = client.get("/studio/", REMOTE_ADDR=OTHER_COUNTRY)
    assert away["Location"] == "/me/confirm?next=%2Fstudio%2F"
    refused = client.get("/api/v1/studio/home", REMOTE_ADDR=OTHER_COUNTRY)
    assert (refused.status_code, refused.json()["code"]) == (403, "proof_needed")

    Device.objects.update(networks=["127.0.0.0/16", network_of(OTHER_COUNTRY)])
    assert client.get("/studio/", REMOTE_ADDR=OTHER_COUNTRY).status_code == 200


def test_a_new_device_is_told_to_the_old_one_and_not_to_itself(client: Client) -> None:
    user = make.user()
    old = make.login(client, user)
    Device.objects.filter(pk=old.pk).update(user_agent=IPHONE, networks=["10.0.0.0/16"])
    token, new = issue_token(user=user, user_agent=WINDOWS, address="203.0.113.7")

    assert list(Notice.objects.values_list("kind", "device")) == [("new_device", new.pk)]
    client.defaults["HTTP_USER_AGENT"] = IPHONE
    assert (
        "不是你本人" in client.get("/me/settings").content.decode()
        or "是不是你本人" in client.get("/").content.decode()
    )
    headers = {"Authorization": f"Bearer {token}", "User-Agent": WINDOWS}
    assert client.get("/me/devices", headers=headers).status_code == 200
    assert Notice.objects.get().seen_at is None  # the newcomer cannot hide itself

    page = client.get("/me/devices").content.decode()
    assert "Windows · Chrome 登录了你的账号" in page
    assert "203.0.113.7" in page
    assert Notice.objects.get().seen_at is not None
    assert "是不是你本人" not in client.get("/me/settings").content.decode()


def test_the_same_phone_again_is_no_news() -> None:
    user = make.user()
    for _ in range(3):
        issue_token(user=user, user_agent=IPHONE, address="10.0.0.1")
    assert not Notice.objects.exists()


def test_this_device_stands_first(client: Client) -> None:
    user = make.user()
    make.login(client, user)
    for _ in range(2):
        issue_token(user=user, user_agent=IPHONE, address=None)
    page = client.get("/me/devices").content.decode()
    assert page.index("本机") < page.index("iPhone")


def test_a_signed_in_page_knows_everything_in_one_statement(client: Client, django_assert_num_queries: object) -> None:
    owner = make.user(role="owner")
    make.login(client, owner)
    client.get("/me/phone")
    with django_assert_num_queries(2):  # type: ignore[operator]
        client.get("/me/phone")


def test_logged_out_takes_effect_at_once_whatever_is_remembered(client: Client) -> None:
    user = make.user()
    make.login(client, user)
    assert client.get("/me/settings").status_code == 200
    Device.objects.update(signed_out_at=now())
    assert client.get("/me/settings").status_code == 302
    assert User.objects.count() == 1
