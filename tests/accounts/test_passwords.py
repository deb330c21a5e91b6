"""E-mail and password beside the phone: binding, setting, getting in, forgetting; and who is slowed down by guesses."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db.models import F
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import make
from tests.together import together
from zhiyu.accounts.actions import login_by_password, set_password
from zhiyu.accounts.agreement_texts import current_texts
from zhiyu.accounts.errors import TooManyTries, WeakPassword, WrongPassword
from zhiyu.accounts.models import Agreement, Consent, Device, EmailCode, Notice, Throttle, User
from zhiyu.accounts.tasks import mail_code, mail_notice
from zhiyu.kernel import outbox
from zhiyu.kernel.clock import now

GOOD = "三文鱼不吃猫粮88"
MAIL = "wang@example.com"
Mailed = Callable[[], list[dict[str, str]]]


@pytest.fixture
def mailed() -> Iterator[Mailed]:
    """Run the mail jobs waiting, and read what was sent since the test began."""
    outbox.path_of("mail.jsonl").unlink(missing_ok=True)

    def sent() -> list[dict[str, str]]:
        for job in ProcrastinateJob.objects.filter(task_name__startswith="accounts.mail").order_by("id"):
            send = mail_code if job.task_name == "accounts.mail_code" else mail_notice
            send(**job.args)
        delete_jobs()
        return outbox.messages("mail.jsonl")

    yield sent
    outbox.path_of("mail.jsonl").unlink(missing_ok=True)


def delete_jobs() -> None:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs where task_name like 'accounts.mail%%'")


def code_in(mail: dict[str, str]) -> str:
    found = re.search(r"(?<!\d)\d{6}(?!\d)", mail["text"])
    assert found
    return found[0]


def known(*, password: str = GOOD, email: str = MAIL) -> User:
    user = make.user()
    for text in current_texts():
        said = {"title": text.key, "body": text.key}
        row, _ = Agreement.objects.get_or_create(key=text.key, version=text.version, defaults=said)
        Consent.objects.create(user=user, agreement=row)
    user.email = email
    user.set_password(password)
    user.save(update_fields=["email", "password"])
    return user


def enter(email: str = MAIL, password: str = GOOD, *, address: str = "10.0.0.1") -> User:
    return login_by_password(email=email, password=password, accepted=[], address=address, user_agent="")


@pytest.mark.django_db
def test_an_address_is_bound_by_the_code_sent_to_it_and_then_takes_a_password(client: Client, mailed: Mailed) -> None:
    user = make.user()
    make.login(client, user)
    assert client.get("/me/password")["Location"] == "/me/email"

    assert client.post("/me/email", {"email": " Wang@Example.com "})["Location"] == "/me/email/code"
    (mail,) = mailed()
    assert mail["to"] == MAIL
    assert "绑定邮箱" in mail["text"]
    wrong = "000000" if code_in(mail) != "000000" else "111111"
    assert client.post("/me/email/code", {"code": wrong}).status_code == 422
    assert EmailCode.objects.get().attempts == 1
    assert client.post("/me/email/code", {"code": code_in(mail)})["Location"] == "/me/security"
    assert User.objects.get().email == MAIL

    weak = client.post("/me/password", {"password": "12345678"})
    assert weak.status_code == 422
    assert client.post("/me/password", {"password": GOOD})["Location"] == "/me/security"
    assert User.objects.get().check_password(GOOD)
    assert client.get("/me/settings").status_code == 200  # this login stays
    assert Device.objects.filter(signed_out_at=None).count() == 1


@pytest.mark.django_db
def test_an_address_of_somebody_else_is_refused_only_to_who_reads_its_mail(client: Client, mailed: Mailed) -> None:
    known()
    make.login(client, make.user())
    assert client.post("/me/email", {"email": MAIL})["Location"] == "/me/email/code"
    page = client.post("/me/email/code", {"code": code_in(mailed()[-1])})
    assert "另一个账号" in page.content.decode()
    assert User.objects.filter(email=MAIL).count() == 1


@pytest.mark.django_db
def test_email_and_password_open_a_session_and_a_token(client: Client) -> None:
    user = known()
    done = client.post("/login/password?next=/me/settings", {"email": "WANG@example.com", "password": GOOD})
    assert done["Location"] == "/me/settings"
    assert client.get("/me/settings").status_code == 200

    body = json.dumps({"email": MAIL, "password": GOOD})
    answer = client.post("/api/v1/auth/email/login", body, content_type="application/json").json()
    assert answer["user"]["id"] == user.pk
    headers = {"Authorization": f"Bearer {answer['token']}"}
    assert Client().get("/api/v1/me", headers=headers).json()["email"] == "wa***@example.com"


@pytest.mark.django_db
@pytest.mark.parametrize("email", [MAIL, "nobody@example.com", "no address"])
def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client: Client, email: str) -> None:
    known()
    body = json.dumps({"email": email, "password": "wrong wrong"})
    answer = client.post("/api/v1/auth/email/login", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_password")
    assert answer.json()["detail"] == "邮箱或密码不对。"


@pytest.mark.django_db
def test_an_account_without_a_password_has_none_to_guess() -> None:
    user = make.user()
    User.objects.filter(pk=user.pk).update(email=MAIL)
    for guess in ("", "!", "None"):
        with pytest.raises(WrongPassword):
            enter(password=guess)


@pytest.mark.django_db
def test_guesses_from_one_network_wait_longer_each_time_and_lock_out_nobody_else() -> None:
    known()
    for _ in range(4):
        with pytest.raises(WrongPassword):
            enter(password="guess")
    with pytest.raises(TooManyTries) as refusal:
        enter()
    first = refusal.value.extra["retry_after"]
    Throttle.objects.update(waits_until=now())
    with pytest.raises(WrongPassword):
        enter(password="guess")
    with pytest.raises(TooManyTries) as refusal:
        enter()
    assert 4 <= first <= 5 < refusal.value.extra["retry_after"] <= 10

    assert enter(address="172.16.0.9").email == MAIL  # the owner, somewhere else
    Throttle.objects.update(waits_until=now())
    assert enter().email == MAIL
    assert not Throttle.objects.filter(failures__gte=5, waits_until__gt=now() + timedelta(minutes=1)).exists()


@pytest.mark.django_db
def test_many_networks_together_are_slowed_but_where_the_owner_has_been_before_is_open() -> None:
    user = known()
    Device.objects.create(user=user, token_hash="x", networks=["10.0.0.0/16"], expires_at=now() + timedelta(days=1))
    for n in range(40):
        with pytest.raises(WrongPassword):
            enter(password="guess", address=f"172.{n}.0.1")
    with pytest.raises(TooManyTries):
        enter(password="guess", address="172.99.0.1")
    assert enter(address="10.0.200.3") == user


@pytest.mark.django_db
@pytest.mark.parametrize("line", ["203.0.113.7", "2001:db8:1:2::{n:x}"])
def test_one_password_tried_at_everybody_is_slowed_and_who_gets_in_is_not_counted(line: str) -> None:
    user = known()
    for n in range(99):
        if n % 33 == 0:
            assert enter(address=line.format(n=n)) == user
        with pytest.raises(WrongPassword):
            enter(f"nobody{n}@example.com", address=line.format(n=n))
    with pytest.raises(WrongPassword):
        enter("one.more@example.com", address=line.format(n=7))
    with pytest.raises(TooManyTries):
        enter(address=line.format(n=8))
    assert enter(address="203.0.113.8") == user


@pytest.mark.django_db
def test_without_its_address_an_account_has_no_password_and_this_login_stays(client: Client) -> None:
    user = known()
    make.login(client, user)
    other = Client()
    make.login(other, user)
    token = make.bearer(user)

    assert client.post("/me/email/unbind")["Location"] == "/me/security"

    assert client.get("/me/security").status_code == 200
    assert "密码改了" in other.get("/me/settings", follow=True).content.decode()
    assert Client().get("/api/v1/me", headers=token).status_code == 401
    left = User.objects.get()
    assert (left.email, left.has_usable_password()) == (None, False)
    assert Device.objects.filter(signed_out_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_guesses_made_at_once_are_all_counted() -> None:
    known()
    answers = together(10, lambda _: enter(password="guess"))
    assert sorted(type(one).__name__ for one in answers) == ["TooManyTries"] * 6 + ["WrongPassword"] * 4


@pytest.mark.django_db
def test_a_forgotten_password_is_set_anew_by_mail_and_every_login_ends(client: Client, mailed: Mailed) -> None:
    user = known(password="old old old 1")
    other = Client()
    make.login(other, user)

    assert client.post("/login/forgotten", {"email": MAIL})["Location"] == "/login/forgotten/code"
    code = code_in(mailed()[-1])
    weak = client.post("/login/forgotten/code", {"code": code, "password": "password"})
    assert "太常见" in weak.content.decode() or "常见" in weak.content.decode()
    done = client.post("/login/forgotten/code", {"code": code, "password": GOOD})

    assert done["Location"] == "/login/password"
    assert enter() == user
    answer = other.get("/me/settings", follow=True).content.decode()
    assert "密码改了" in answer
    assert client.post("/login/forgotten/code", {"code": code, "password": "another one 9"}).status_code == 302


@pytest.mark.django_db
def test_nobody_learns_from_the_forgotten_page_whether_an_address_is_known(mailed: Mailed) -> None:
    known()
    pages = []
    for email in (MAIL, "nobody@example.com"):
        one = Client()
        first = one.post("/login/forgotten", {"email": email})
        pages.append((first.status_code, first["Location"], one.get(first["Location"]).content.decode().count(email)))
        assert ProcrastinateJob.objects.filter(task_name="accounts.mail_code").count() == 1
        sent = mailed()
        assert [mail["to"] for mail in sent] == [MAIL]
    assert pages[0] == pages[1]


@pytest.mark.django_db
def test_wrong_codes_for_a_new_password_are_counted_and_end_the_code(client: Client, mailed: Mailed) -> None:
    known()
    client.post("/login/forgotten", {"email": MAIL})
    code = code_in(mailed()[-1])
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        client.post("/login/forgotten/code", {"code": wrong, "password": GOOD + "x"})
    client.post("/login/forgotten/code", {"code": code, "password": GOOD + "x"})
    assert enter().email == MAIL


@pytest.mark.django_db
def test_the_second_mail_within_a_minute_waits(client: Client) -> None:
    body = json.dumps({"email": MAIL})
    assert client.post("/api/v1/auth/password/code", body, content_type="application/json").status_code == 204
    answer = client.post("/api/v1/auth/password/code", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_codes")
    EmailCode.objects.update(sent_at=F("sent_at") - timedelta(seconds=61))
    assert client.post("/api/v1/auth/password/code", body, content_type="application/json").status_code == 204


@pytest.mark.django_db
def test_a_code_waits_in_its_job_only_sealed(client: Client, mailed: Mailed) -> None:
    known()
    client.post("/login/forgotten", {"email": MAIL})
    args = ProcrastinateJob.objects.get(task_name="accounts.mail_code").args
    code = code_in(mailed()[-1])
    assert code not in json.dumps(args)
    assert "accounts.mail_code" in app.tasks


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["short1", "password", "99887766", "wang@example.com", "x" * 129])
def test_a_weak_password_is_refused(password: str) -> None:
    user = known()
    with pytest.raises(WeakPassword):
        set_password(user_id=user.pk, password=password, device=None)
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_a_school_without_mail_says_so_and_shows_no_such_way_in(client: Client, settings: LazySettings) -> None:
    settings.MAIL_SENDER = ""
    assert "/login/password" not in client.get("/login").content.decode()
    body = json.dumps({"email": MAIL})
    answer = client.post("/api/v1/auth/password/code", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (503, "mail_not_connected")
