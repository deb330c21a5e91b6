"""Second factors: set up, asked for, good once, lost and found again; required of staff in production."""

import json
import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import Client

from tests import make
from tests.together import together
from zhiyu.accounts.actions import add_totp, check_factor, issue_token
from zhiyu.accounts.errors import WrongFactor
from zhiyu.accounts.models import Device, Notice, User
from zhiyu.accounts.queries import recovery_codes_of
from zhiyu.config import env
from zhiyu.platform import vault
from zhiyu.platform.models import AuditEntry

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_at(step: int) -> str:
    """What the app shows; ``step`` counts from now."""
    _, now, _ = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value(SECRET, now + step)))


def guarded(*, role: str | None = "owner") -> User:
    user = make.user(role=role)
    add_totp(user=user, secret=SECRET, code=code_at(-1), device=None)
    Notice.objects.all().delete()
    return user


@pytest.mark.django_db
def test_an_app_is_added_by_the_code_it_shows_and_the_recovery_codes_follow(client: Client) -> None:
    owner = make.user(role="owner")
    make.login(client, owner)
    other, _ = issue_token(user=owner, user_agent="", address=None)
    page = client.get("/me/security/totp").content.decode()
    secret = "".join(re.findall(r"<code>([A-Z2-7 ]+)</code>", page)[0].split())
    assert "data:image/svg" in page

    assert client.post("/me/security/totp", {"code": "000000"}).status_code == 422
    _, now, _ = yield_hotp_counters_from_time()
    done = client.post("/me/security/totp", {"code": format_hotp_value(hotp_value(secret, now))})

    assert done["Location"] == "/me/security/codes"
    codes = recovery_codes_of(owner.pk)
    assert len(codes) == 10
    shown = client.get("/me/security/codes").content.decode()
    assert all(code in shown for code in codes)
    row = Authenticator.objects.get(type="totp")
    assert vault.unseal(row.data["secret"]) == secret
    assert secret not in json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    told = client.get("/api/v1/me", headers={"Authorization": f"Bearer {other}"}).json()
    assert (told["code"], told["reason"]) == ("login_required", "factor")
    assert client.get("/me/security").status_code == 200


@pytest.mark.django_db
def test_login_asks_for_the_second_step_and_opens_nothing_before(client: Client) -> None:
    user = guarded()
    assert client.post("/login/demo", {"phone": user.phone}).status_code == 404
    User.objects.filter(pk=user.pk).update(phone="13800000001")
    first = client.post("/login/demo", {"phone": "13800000001", "next": "/me/settings"})
    assert first["Location"] == "/login/factor"
    assert not Device.objects.filter(signed_out_at=None).exists()
    assert client.get("/me/settings").status_code == 302

    wrong = client.post("/login/factor", {"code": "000000"})
    assert "验证码不对" in wrong.content.decode()
    done = client.post("/login/factor", {"code": code_at(0)})
    assert done["Location"] == "/me/settings"
    assert client.get("/me/settings").status_code == 200


@pytest.mark.django_db
def test_the_api_answers_a_ticket_and_takes_it_back_with_the_code(client: Client) -> None:
    user = guarded()
    user.email = "o@example.com"
    user.set_password("三文鱼不吃猫粮88")
    user.save(update_fields=["email", "password"])
    body = {"email": user.email, "password": "三文鱼不吃猫粮88", "accepted": ["terms@2", "privacy@3"]}
    refused = client.post("/api/v1/auth/email/login", json.dumps(body), content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "factor_required")
    assert refused.json()["kinds"] == ["totp"]

    ticket = refused.json()["ticket"]
    for sent, status in (({"ticket": ticket, "code": "000000"}, 422), ({"ticket": ticket + "x", "code": "1"}, 422)):
        answer = client.post("/api/v1/auth/factor", json.dumps(sent), content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (status, "wrong_factor")
    good = json.dumps({"ticket": ticket, "code": code_at(0)})
    answer = client.post("/api/v1/auth/factor", good, content_type="application/json").json()
    assert answer["user"]["id"] == user.pk
    again = client.post("/api/v1/auth/factor", good, content_type="application/json")
    assert again.json()["code"] == "wrong_factor"


@pytest.mark.django_db(transaction=True)
def test_a_code_of_the_app_and_a_recovery_code_are_each_good_once_however_many_try_at_once() -> None:
    user = guarded()
    for code in (code_at(0), recovery_codes_of(user.pk)[0]):
        answers = together(4, lambda _, code=code: check_factor(user=user, code=code, address=None))  # type: ignore[misc]
        assert [type(one) for one in answers].count(type(None)) == 1
        assert sum(isinstance(one, WrongFactor) for one in answers) >= 1
    assert len(recovery_codes_of(user.pk)) == 9


@pytest.mark.django_db
def test_an_older_code_than_the_last_one_used_is_refused() -> None:
    user = guarded()
    check_factor(user=user, code=code_at(1), address=None)
    with pytest.raises(WrongFactor):
        check_factor(user=user, code=code_at(0), address=None)


@pytest.mark.django_db
def test_guessing_the_second_step_is_slowed_down(client: Client) -> None:
    user = guarded()
    User.objects.filter(pk=user.pk).update(phone="13800000001")
    client.post("/login/demo", {"phone": "13800000001"})
    pages = [client.post("/login/factor", {"code": "123456"}).content.decode() for _ in range(5)]
    assert "试得太多次" in pages[-1]
    assert "试得太多次" in client.post("/login/factor", {"code": code_at(0)}).content.decode()


@pytest.mark.django_db
def test_staff_must_have_a_factor_before_the_studio_opens_where_that_is_required(
    client: Client, settings: LazySettings
) -> None:
    settings.STAFF_MFA = "required"
    make.login(client, make.user(role="operator"))
    assert client.get("/studio/")["Location"] == "/me/security"
    assert "多一道锁" in client.get("/me/security").content.decode()
    refused = client.get("/api/v1/studio/home")
    assert (refused.status_code, refused.json()["code"]) == (403, "factor_missing")

    learner = Client()
    make.login(learner, make.user())
    assert learner.get("/me/settings").status_code == 200
    assert learner.get("/studio/").status_code == 403

    with_factor = Client()
    make.login(with_factor, guarded(role="operator"))
    assert with_factor.get("/studio/").status_code == 200


@pytest.mark.parametrize(
    ("mode", "given", "found"),
    [
        ("production", "", "required"),
        ("local", "", "offered"),
        ("demo", "", "offered"),
        ("local", "required", "required"),
    ],
)
def test_production_requires_factors_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, mode: str, given: str, found: str
) -> None:
    monkeypatch.setenv("ZHIYU_MODE", mode)
    monkeypatch.delenv("ZHIYU_STAFF_MFA", raising=False)
    if given:
        monkeypatch.setenv("ZHIYU_STAFF_MFA", given)
    assert env.staff_mfa() == found


@pytest.mark.django_db
def test_removing_the_last_factor_takes_the_recovery_codes_along(client: Client) -> None:
    user = guarded()
    make.login(client, user)
    factor = Authenticator.objects.get(type="totp")
    other = Client()
    make.login(other, make.user())
    assert other.post(f"/me/security/{factor.pk}/remove").status_code == 404

    assert client.delete(f"/api/v1/me/factors/{factor.pk}", headers=make.bearer(user)).status_code == 204
    assert not Authenticator.objects.exists()
    assert [one.detail["change"] for one in Notice.objects.all()] == ["removed"]


@pytest.mark.django_db
def test_new_recovery_codes_end_the_old_ones(client: Client) -> None:
    user = guarded()
    make.login(client, user)
    before = recovery_codes_of(user.pk)
    client.post("/me/security/codes")
    after = recovery_codes_of(user.pk)
    assert len(after) == 10
    assert not set(before) & set(after)


@pytest.mark.django_db
def test_who_runs_the_server_lets_an_owner_back_in_and_it_is_written_down(client: Client) -> None:
    user = guarded()
    make.login(client, user)
    told = StringIO()
    call_command("reset_factors", user.phone, stdout=told)
    assert "2 removed" in told.getvalue()
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.filter(action="factor.reset", target=f"user:{user.pk}", actor_id=None).count() == 1
    assert client.get("/me/settings").status_code == 302
    with pytest.raises(CommandError):
        call_command("reset_factors", "13900009999")
    with pytest.raises(CommandError):
        call_command("reset_factors", "nonsense")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "credential", [{}, {"id": "x"}, {"id": "x", "rawId": "x", "response": {}, "type": "public-key"}]
)
def test_a_passkey_that_is_none_opens_nothing(client: Client, credential: dict[str, object]) -> None:
    begun = client.post("/login/passkey", json.dumps({"step": "begin"}), content_type="application/json")
    assert begun.json()["publicKey"]["challenge"]
    sent = json.dumps({"step": "end", "credential": credential})
    answer = client.post("/login/passkey", sent, content_type="application/json")
    assert answer.status_code == 422
    assert client.get("/me/settings").status_code == 302


@pytest.mark.django_db
def test_every_challenge_wants_finger_or_pin_so_that_a_stolen_key_is_no_login(client: Client) -> None:
    """The answer to one door's challenge is taken at another: both keep it in the session."""
    make.login(client, guarded(role=None))
    for path in ("/login/passkey", "/me/confirm/passkey", "/me/security/passkeys"):
        begun = client.post(path, json.dumps({"step": "begin"}), content_type="application/json").json()["publicKey"]
        wanted = begun.get("userVerification") or begun["authenticatorSelection"]["userVerification"]
        assert wanted == "required", path
        assert client.session["mfa.webauthn.state"]["user_verification"] == "required"
