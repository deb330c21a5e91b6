"""Settings of the school: its face, its team, its payment settings."""

from pathlib import Path

import pytest
from django.test import Client

from tests import make
from zhiyu.accounts.models import RoleGrant, User
from zhiyu.platform.models import AuditEntry, School

pytestmark = pytest.mark.django_db
FACE = {
    "name": "林知学堂",
    "slogan": "把手艺讲明白",
    "teacher": "林知",
    "about": "",
    "service_phone": "400-000-0000",
    "service_wechat": "",
    "icp_no": "京ICP备00000000号",
    "hue": "210",
}


@pytest.fixture
def owner(client: Client) -> User:
    made = make.user(role="owner")
    make.login(client, made)
    return made


@pytest.mark.usefixtures("owner")
def test_the_owner_changes_the_schools_face_and_it_is_written_down(client: Client) -> None:
    assert client.post("/studio/settings", FACE)["Location"] == "/studio/settings"

    school = School.objects.get()
    assert (school.name, school.hue, school.icp_no) == ("林知学堂", 210, "京ICP备00000000号")
    (entry,) = AuditEntry.objects.filter(action="school.saved")
    assert set(entry.detail["fields"]) == {"name", "slogan", "teacher", "service_phone", "icp_no", "hue"}
    assert "/ui/brand/210.css" in client.get("/studio/settings").content.decode()


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(("field", "value"), [("name", " "), ("hue", "360"), ("hue", "red"), ("slogan", "长" * 81)])
def test_a_mistake_is_said_beside_its_field_and_changes_nothing(client: Client, field: str, value: str) -> None:
    answer = client.post("/studio/settings", FACE | {field: value})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not School.objects.filter(name="林知学堂").exists()


def test_a_role_is_given_by_phone_and_taken_back(client: Client, owner: User) -> None:
    someone = make.person("13912345678", name="小运")

    assert client.post("/studio/settings/team", {"phone": "139 1234 5678", "role": "operator"}).status_code == 302
    assert list(RoleGrant.objects.filter(user=someone).values_list("role", "granted_by")) == [("operator", owner.pk)]
    page = client.get("/studio/settings/team").content.decode()
    assert page.index(str(owner)) < page.index("小运")

    client.post(f"/studio/settings/team/{someone.pk}/operator/take")
    assert not RoleGrant.objects.filter(user=someone).exists()
    actions = AuditEntry.objects.filter(target=f"user:{someone.pk}").values_list("action", flat=True)
    assert list(actions) == ["role.given", "role.taken"]


@pytest.mark.usefixtures("owner")
def test_an_unknown_phone_is_said_beside_the_field(client: Client) -> None:
    answer = client.post("/studio/settings/team", {"phone": "13700000000", "role": "operator"})
    assert answer.status_code == 422
    assert "先让对方登录一次" in answer.content.decode()
    assert RoleGrant.objects.count() == 1


def test_the_last_owner_cannot_leave(client: Client, owner: User) -> None:
    answer = client.post(f"/studio/settings/team/{owner.pk}/owner/take", follow=True)
    assert "至少要保留一位校长" in answer.content.decode()
    assert RoleGrant.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.usefixtures("owner")
def test_the_team_page_is_flat_in_queries(client: Client, count: int, django_assert_num_queries: object) -> None:
    for n in range(count):
        make.person(f"1391234567{n}", role="operator", name=f"运营{n}")
    client.get("/studio/settings/team")
    with django_assert_num_queries(4):  # type: ignore[operator]
        page = client.get("/studio/settings/team").content.decode()
    assert page.count("139****567") == count


@pytest.mark.parametrize("role", ["operator", "finance", "creator", None])
def test_only_the_owner_settles_the_school(client: Client, role: str | None) -> None:
    someone = make.user(role=role)
    make.login(client, someone)
    assert client.get("/studio/settings").status_code == 403
    assert client.post("/studio/settings", FACE).status_code == 403
    assert client.post("/studio/settings/team", {"phone": someone.phone, "role": "owner"}).status_code == 403
    assert client.get("/studio/settings/payment").status_code == 403
    assert not School.objects.filter(name="林知学堂").exists()
    assert not RoleGrant.objects.filter(role="owner").exists()
    assert not AuditEntry.objects.exclude(action="login").exists()


@pytest.mark.usefixtures("owner")
def test_the_payment_page_tells_which_settings_are_there_and_never_what_they_say(
    client: Client, settings: object, tmp_path: Path
) -> None:
    key = tmp_path / "key.pem"
    key.write_text("PRIVATE")
    settings.WECHAT_PAY = {  # type: ignore[attr-defined]
        "mchid": "1900000001",
        "appid": "",
        "apiv3_key": "k" * 32,
        "serial": "SERIAL1",
        "private_key": str(key),
        "public_key_id": "PUB1",
        "public_key": str(tmp_path / "gone.pem"),
    }
    page = client.get("/studio/settings/payment").content.decode()
    assert (page.count("已设置<"), page.count("未设置"), page.count("找不到文件")) == (5, 5, 1)
    assert ("还差几项" in page, "没有接通" in page) == (True, True)
    for secret in ("1900000001", "k" * 32, "SERIAL1", "PUB1", str(key)):
        assert secret not in page


@pytest.mark.usefixtures("owner")
def test_without_a_public_key_the_certificates_will_do_and_half_a_key_will_not(
    client: Client, settings: object, tmp_path: Path
) -> None:
    key = tmp_path / "key.pem"
    key.write_text("PRIVATE")
    given = dict.fromkeys(("mchid", "appid", "apiv3_key", "serial"), "x") | {"private_key": str(key)}
    settings.WECHAT_PAY = {**given, "public_key_id": "", "public_key": ""}  # type: ignore[attr-defined]
    page = client.get("/studio/settings/payment").content.decode()
    assert (page.count("不用填，改用平台证书"), "要填的都已设置" in page) == (2, True)

    settings.WECHAT_PAY = {**given, "public_key_id": "PUB1", "public_key": ""}  # type: ignore[attr-defined]
    page = client.get("/studio/settings/payment").content.decode()
    assert (page.count("未设置"), "要填的都已设置" in page) == (5, False)


@pytest.mark.usefixtures("owner")
def test_alipay_is_told_of_beside_wechat_pay_and_one_of_them_is_enough(
    client: Client, settings: object, tmp_path: Path
) -> None:
    key = tmp_path / "key.pem"
    key.write_text("PRIVATE")
    given = {"app_id": "2021000000000001", "seller_id": "2088000000000001", "gateway_url": "https://x.test/"}
    settings.ALIPAY = {**given, "private_key": str(key), "public_key": "MIIB" + "A" * 200}  # type: ignore[attr-defined]
    page = client.get("/studio/settings/payment").content.decode()
    assert ("要填的都已设置" in page, "可以收款了" in page) == (True, True)
    assert "/integrations/alipay/default/notify" in page
    for secret in ("2021000000000001", "2088000000000001", "MIIB", str(key)):
        assert secret not in page

    settings.ALIPAY = {**given, "private_key": "/gone.pem", "public_key": ""}  # type: ignore[attr-defined]
    page = client.get("/studio/settings/payment").content.decode()
    assert (page.count("找不到文件"), "还差几项" in page, "可以收款了" in page) == (1, True, False)
