"""Guards that no other test names: how old a second step may be, whose factor goes, for whom a code was sent …"""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests import make
from tests.accounts.test_factors import code_at, guarded
from tests.security.world import World
from zhiyu.accounts.actions import bind_email, reset_password
from zhiyu.accounts.actions.codes import hash_code
from zhiyu.accounts.errors import CodeExpired
from zhiyu.accounts.models import Device, EmailCode, User
from zhiyu.integrations.wechat_oa import errands

MAIL, CODE = "wang@example.com", "482913"


def half_in(client: Client) -> User:
    user = guarded()
    User.objects.filter(pk=user.pk).update(phone="13800000001")
    assert client.post("/login/demo", {"phone": "13800000001"})["Location"] == "/login/factor"
    return user


@pytest.mark.django_db
def test_who_began_to_log_in_has_ten_minutes_for_the_second_step(client: Client) -> None:
    half_in(client)
    session = client.session
    session["second_step"]["at"] -= 601
    session.save()
    for answer in (client.get("/login/factor"), client.post("/login/factor", {"code": code_at(0)})):
        assert answer["Location"] == "/login"
    begin = client.post("/login/factor/passkey", json.dumps({"step": "begin"}), content_type="application/json")
    assert begin.status_code == 422
    assert not Device.objects.filter(signed_out_at=None).exists()


@pytest.mark.django_db
def test_the_ticket_of_the_first_step_is_good_for_ten_minutes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    user = guarded()
    user.email = MAIL
    user.set_password("三文鱼不吃猫粮88")
    user.save(update_fields=["email", "password"])
    body = {"email": MAIL, "password": "三文鱼不吃猫粮88", "accepted": ["terms@2", "privacy@3"]}
    first = client.post("/api/v1/auth/email/login", json.dumps(body), content_type="application/json").json()
    monkeypatch.setattr("zhiyu.accounts.api_security.TICKET_LASTS", -1)
    late = json.dumps({"ticket": first["ticket"], "code": code_at(0)})
    answer = client.post("/api/v1/auth/factor", late, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_factor")


@pytest.mark.django_db
def test_the_challenge_of_a_passkey_is_good_once(client: Client) -> None:
    client.post("/login/passkey", json.dumps({"step": "begin"}), content_type="application/json")
    assert "mfa.webauthn.state" in client.session
    wrong = json.dumps({"step": "end", "credential": {"id": "x"}})
    assert client.post("/login/passkey", wrong, content_type="application/json").status_code == 422
    assert "mfa.webauthn.state" not in client.session


@pytest.mark.django_db
def test_nobody_removes_the_factor_of_somebody_else(client: Client) -> None:
    factor = Authenticator.objects.get(user=guarded(), type="totp")
    other = make.user()
    make.login(client, other)
    assert client.post(f"/me/security/{factor.pk}/remove").status_code == 404
    assert client.delete(f"/api/v1/me/factors/{factor.pk}", headers=make.bearer(other)).status_code == 404
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def written(user: User | None, purpose: str) -> None:
    EmailCode.objects.create(email=MAIL, purpose=purpose, user=user, code_hash=hash_code(MAIL, CODE))


@pytest.mark.django_db
def test_a_code_in_a_mail_is_good_for_the_account_and_the_purpose_it_was_sent_about() -> None:
    one, other = make.user(), make.user()
    written(one, EmailCode.Purpose.BIND)
    written(one, EmailCode.Purpose.PROVE)
    with pytest.raises(CodeExpired):
        bind_email(user_id=other.pk, email=MAIL, code=CODE, device=None)
    with pytest.raises(CodeExpired):
        reset_password(email=MAIL, code=CODE, password="三文鱼不吃猫粮88")
    written(None, EmailCode.Purpose.PASSWORD)
    with pytest.raises(CodeExpired):
        reset_password(email=MAIL, code=CODE, password="三文鱼不吃猫粮88")
    assert not User.objects.filter(email=MAIL).exists()
    assert bind_email(user_id=one.pk, email=MAIL, code=CODE, device=None).email == MAIL


@pytest.mark.django_db
def test_an_errand_to_wechat_ends_after_ten_minutes(client: Client) -> None:
    session = client.session
    state = errands.send(session, wanted="/", scope="snsapi_base")
    session[errands.KEY][state[: errands.NONCE]]["until"] -= 601
    assert errands.come_back(session, state) is None


def test_what_everybody_may_fetch_as_a_picture_is_a_picture(world: World) -> None:
    for asset in ("pdf_id", "film_id", "failed_id"):
        assert world.pages["owner"].get(f"/media/assets/{world.values[asset]}/image").status_code == 404
