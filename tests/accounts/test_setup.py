"""A new school: one token, one owner."""

import re

import pytest
from django.conf import LazySettings
from django.test import Client

from tests import make
from tests.accounts.conftest import Sent
from tests.together import together
from zhiyu.accounts.actions import OwnerClaim, request_code, set_up, setup_token
from zhiyu.accounts.models import Consent, RoleGrant, User
from zhiyu.kernel.home import home
from zhiyu.platform.actions import save_school
from zhiyu.platform.models import School

ANSWERS = {"kind": "person", "school": "林知学堂", "name": "林知", "phone": "13900001111"}


@pytest.fixture(autouse=True)
def no_token() -> None:
    (home() / "setup_token").unlink(missing_ok=True)


@pytest.mark.django_db
def test_the_token_stays_the_same_and_private_until_there_is_an_owner() -> None:
    token = setup_token()
    assert token
    assert setup_token() == token
    assert (home() / "setup_token").stat().st_mode & 0o777 == 0o600

    make.user(role="owner")
    assert setup_token() is None
    assert not (home() / "setup_token").exists()


@pytest.mark.django_db(transaction=True)
def test_who_holds_the_token_becomes_owner_of_a_named_school(client: Client, sent: Sent) -> None:
    token = setup_token()
    page = client.get(f"/setup?token={token}").content.decode()
    assert re.search(r'type="hidden" name="token"', page)

    assert client.post("/setup", ANSWERS | {"token": token})["Location"] == "/setup/code"
    code = sent()[-1]["code"]
    unticked = client.post("/setup/code", {"code": code})
    assert unticked.status_code == 422
    assert not User.objects.exists()
    done = client.post("/setup/code", {"code": code, "agree": "on"})

    assert done["Location"] == "/studio/"
    owner = User.objects.get()
    assert (owner.phone, owner.name) == ("13900001111", "林知")
    assert list(RoleGrant.objects.values_list("user", "role")) == [(owner.pk, "owner")]
    assert Consent.objects.count() == 2
    assert School.objects.values_list("name", "teacher").get() == ("林知学堂", "林知")
    assert not (home() / "setup_token").exists()
    assert client.get("/studio/").status_code == 200
    assert client.get(f"/setup?token={token}").status_code == 409


@pytest.mark.django_db
def test_a_team_has_no_single_teacher(client: Client, sent: Sent) -> None:
    client.post("/setup", ANSWERS | {"token": setup_token(), "kind": "team"})
    client.post("/setup/code", {"code": sent()[-1]["code"], "agree": "on"})
    assert School.objects.values_list("name", "teacher").get() == ("林知学堂", "")


@pytest.mark.django_db
def test_a_wrong_token_sends_nothing_and_makes_nobody(client: Client, sent: Sent) -> None:
    setup_token()
    answer = client.post("/setup", ANSWERS | {"token": "guess"})
    assert answer.status_code == 422
    assert "安装口令不对" in answer.content.decode()
    assert sent() == []
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_wrong_code_leaves_the_token_good(client: Client, sent: Sent) -> None:
    client.post("/setup", ANSWERS | {"token": setup_token()})
    wrong = "000000" if sent()[-1]["code"] != "000000" else "111111"
    answer = client.post("/setup/code", {"code": wrong, "agree": "on"})
    assert answer.status_code == 422
    assert not RoleGrant.objects.exists()
    assert client.post("/setup/code", {"code": sent()[-1]["code"], "agree": "on"})["Location"] == "/studio/"


@pytest.mark.django_db(transaction=True)
def test_of_several_who_hold_the_token_at_once_one_becomes_owner(sent: Sent) -> None:
    token = setup_token()
    assert token
    phones = [f"1390000000{n}" for n in range(4)]
    for phone in phones:
        request_code(phone=phone, address=None)
    codes = {line["phone"]: line["code"] for line in sent()}

    def claim(n: int) -> User:
        accepted = ["terms@2", "privacy@3"]
        mine = OwnerClaim(token=token, phone=phones[n], code=codes[phones[n]], name=f"第{n}位", accepted=accepted)
        return set_up(mine, school_name=f"学堂{n}", teacher="", address=None, user_agent="")

    answers = together(4, claim)

    (owner,) = [one for one in answers if isinstance(one, User)]
    assert list(RoleGrant.objects.values_list("user", "role")) == [(owner.pk, "owner")]
    assert [type(x).__name__ for x in answers if not isinstance(x, User)] == ["AlreadySetUp"] * 3
    assert School.objects.get().name == f"学堂{phones.index(owner.phone or '')}"
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_a_local_school_says_in_which_file_the_code_is_instead_of_claiming_it_was_sent(
    client: Client, settings: LazySettings
) -> None:
    settings.DEMO, settings.MODE = False, "local"
    client.post("/setup", ANSWERS | {"token": setup_token()})
    page = client.get("/setup/code").content.decode()
    assert str(home() / "sms.jsonl") in page
    assert "已经发到" not in page


@pytest.mark.django_db
def test_the_footer_shows_the_licences_a_school_has_and_nothing_for_those_it_has_not(client: Client) -> None:
    names = ["beian.miit.gov.cn", "beian.mps.gov.cn", "增值电信业务经营许可证", "出版物经营许可证", "广播电视节目制作"]
    assert not [name for name in names if name in client.get("/login").content.decode()]
    numbers = {
        "icp_no": "京ICP备2026000001号",
        "police_no": "京公网安备 11010502030143 号",
        "telecom_no": "京B2-20260001",
    }
    save_school(actor_id=None, **numbers, publishing_no="新出发京零字第1号", broadcast_no="（京）字第1号")
    page = client.get("/login").content.decode()
    assert all(name in page for name in names)
    assert "webSearch?code=11010502030143" in page
