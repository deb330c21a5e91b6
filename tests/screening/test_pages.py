"""The pages of applications and their twins, from the switch to the payment."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.screening.made import ANSWERS, approved, say_no, screened, sent
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Product
from zhiyu.commerce.models import Order
from zhiyu.platform.models import AuditEntry
from zhiyu.screening.actions import Rules
from zhiyu.screening.answering import Asked, defaults
from zhiyu.screening.models import Application, Screen

pytestmark = pytest.mark.django_db
DEFAULTS = {"on": "on", "pay_days": "7", "again": "30", "open_limit": ""} | {
    f"{name}_{at}": value
    for at, one in enumerate(defaults())
    for name, value in {"text": one.text, "kind": one.kind, "required": "on" if one.required else ""}.items()
    if value
}


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def teacher() -> User:
    return make.user(role="creator", name="林知")


def browser(user: User) -> Client:
    client = Client()
    make.login(client, user)
    return client


def test_switched_on_with_its_defaults_applied_for_approved_and_paid(teacher: User) -> None:
    course, who = make.course(lessons=4), make.user(name="苏禾")
    studio, learner = browser(teacher), browser(who)
    path = f"/studio/products/{course.product_id}/application"
    page = text(studio.get(path))
    assert path in text(studio.get(f"/studio/courses/{course.pk}/price"))
    assert page.count(defaults()[0].text) == 2  # in the form, and as its reader will see it
    assert studio.post(path, DEFAULTS).status_code == 302
    assert "申请报名" in text(studio.get(f"/courses/{course.product.code}"))

    code = course.product.code
    assert f'href="/apply/{code}"' in text(learner.get(f"/courses/{code}"))
    assert "立即购买" not in text(learner.get(f"/courses/{code}"))
    form = {
        "version": str(Screen.objects.get().version),
        "answer_0": ANSWERS[0],
        "answer_1": "",
        "answer_2": "快退休了",
    }
    wrong = learner.post(f"/apply/{code}", form)
    assert wrong.status_code == 422
    assert "请写一下" in text(wrong)
    assert all(words in text(wrong) for words in (ANSWERS[0], "快退休了"))
    assert learner.post(f"/apply/{code}", form | {"answer_1": ANSWERS[1]}).status_code == 302
    assert "申请已发送" in text(learner.get(f"/apply/{code}"))
    assert "老师正在看" in text(learner.get("/me"))

    one = Application.objects.get()
    desk = f"/studio/applications/{one.pk}"
    assert desk in text(studio.get("/studio/applications"))
    assert ANSWERS[1] in text(studio.get(desk))
    assert "买过的" not in text(studio.get(desk))  # a teacher sees no orders
    assert studio.post(f"{desk}/approve", {"words": "欢迎你来"}).headers["Location"] == desk
    for place in (f"/apply/{code}", f"/courses/{code}", "/me", "/me/applications"):
        assert f'href="/checkout/{code}"' in text(learner.get(place)), place
    assert "欢迎你来" in text(learner.get(f"/apply/{code}"))
    checkout = text(learner.get(f"/checkout/{code}"))
    assert "申请通过了" in checkout
    assert learner.get(f"/api/v1/courses/{code}").json()["by_application"] is True


def test_what_cannot_be_asked_is_said_beside_what_was_typed(teacher: User) -> None:
    product = make.course().product
    studio = browser(teacher)
    path = f"/studio/products/{product.pk}/application"
    for change, words in (
        ({"text_0": ""}, "至少问一个问题"),
        ({"kind_1": "choice", "options_1": "手机"}, "写 2 到 8 个选项"),
        ({"kind_1": "choice", "options_1": f"手机\n{'长' * 41}"}, "最多 40 个字"),
        ({"pay_days": "0"}, "请填 1 到 60 天"),
    ):
        answer = studio.post(path, DEFAULTS | change)
        assert answer.status_code == 422
        assert words in text(answer)
        assert DEFAULTS["text_1"] in text(answer)
    assert not Screen.objects.exists()
    shown = text(
        studio.post(f"{path}/preview", DEFAULTS | {"text_3": "用什么拍", "kind_3": "choice", "options_3": "手机\n相机"})
    )
    assert shown.count("相机") == 2
    bundled = make.course(title="甲")
    make.bundle(bundled, make.course(title="乙"), title="两门")
    refused = studio.post(f"/studio/products/{bundled.product_id}/application", DEFAULTS)
    assert refused.status_code == 422
    assert "《两门》" in text(refused)
    assert studio.get(f"/studio/products/{make.article().product_id}/application").status_code == 404


def test_every_kind_asks_on_its_own_page(teacher: User) -> None:
    course, plan = make.course(), make.plan()
    intake, package = make.intake(course), make.package()
    bundle = make.bundle(make.course(), make.course())
    yearly = make.variant(plan, "year")
    who, studio = browser(make.user()), browser(teacher)
    for product, place in (
        (intake.product, f"/courses/{course.product.code}"),
        (package.product, f"/packages/{package.product.code}"),
        (bundle.product, f"/bundles/{bundle.product.code}"),
        (yearly, f"/plans/{plan.code}"),
    ):
        screened(product)
        page = text(who.get(place))
        assert f'href="/apply/{product.code}"' in page, place
        assert "gifts/give" not in page, place
        assert text(who.get(f"/apply/{product.code}")).count(defaults()[0].text) == 1
        assert "学员要填的" in text(studio.get(f"/studio/products/{product.pk}/application"))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("sent", "老师正在看"),
        ("declined", "先学基础课"),
        ("again", "现在可以再申请一次"),
        ("withdrawn", "发送申请"),
        ("off", ""),
    ],
)
def test_each_state_says_what_comes_next(state: str, words: str) -> None:
    product, who = screened(rules=Rules(again_days=0 if state == "again" else 30)), make.user()
    one, learner = sent(product, who), browser(who)
    if state in {"declined", "again"}:
        say_no(one, "先学基础课")
    elif state == "withdrawn":
        assert learner.post(f"/me/applications/{one.pk}/withdraw").status_code == 302
    elif state == "off":
        screened(product, on=False)
        assert learner.get(f"/apply/{product.code}").headers["Location"] == f"/courses/{product.code}"
        return
    page = text(learner.get(f"/apply/{product.code}"))
    assert words in page
    assert ("发送申请" in page) == (state in {"again", "withdrawn"})
    assert product.title in text(learner.get("/me/applications"))


def test_an_order_that_waits_keeps_its_approval_and_what_changed_is_said(teacher: User) -> None:
    product, who = screened(), make.user()
    learner, studio = browser(who), browser(teacher)
    one = approved(product, who)
    make.order(buyer=who, of=product)
    said = learner.post(f"/me/applications/{one.pk}/withdraw", follow=True)
    assert "先取消订单" in text(said)
    assert "这份申请现在的状态" in text(
        studio.post(f"/studio/applications/{one.pk}/decline", {"words": ""}, follow=True)
    )
    assert "最多 300 个字" in text(
        studio.post(f"/studio/applications/{one.pk}/approve", {"words": "字" * 301}, follow=True)
    )
    assert learner.post(f"/me/applications/{sent(product).pk}/withdraw").status_code == 404
    operator = browser(make.user(role="operator"))
    assert Order.objects.get().no in text(operator.get(f"/studio/applications/{one.pk}"))

    other = browser(make.user())
    form = {"version": "1", "answer_0": "写书", "answer_1": "每周两篇"}
    stale = other.post(f"/apply/{product.code}", form)
    assert (stale.status_code, "老师刚刚改了问题" in text(stale), "写书" in text(stale)) == (422, True, True)
    form["version"] = str(Screen.objects.get().version)
    for _twice in range(2):
        assert other.post(f"/apply/{product.code}", form).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_for_one_and_for_three(teacher: User, count: int) -> None:
    product, who = screened(), make.user()
    for _ in range(count):
        sent(product)
        sent(screened(), who)
    studio, learner = browser(teacher), browser(who)
    costs = {
        "/studio/applications": (studio, 6),
        "/api/v1/studio/applications": (studio, 5),  # and who read them
        "/me/applications": (learner, 3),
        "/api/v1/me/applications": (learner, 2),
    }
    seen = {}
    for path, (client, _cost) in costs.items():
        asked = f"{path}?product={product.code}"
        client.get(asked)
        with CaptureQueriesContext(connection) as queries:
            page = text(client.get(asked))
        seen[path] = len(queries)
        assert page.count("七天写作营") >= count
    assert seen == {path: cost for path, (_client, cost) in costs.items()}


def test_the_list_filters_and_approves_what_was_ticked(teacher: User) -> None:
    one, other = screened(make.course(title="甲"), rules=Rules(open_limit=1)), screened(make.course(title="乙"))
    mine = [sent(one), sent(other), sent(other)]
    say_no(sent(other))
    studio = browser(teacher)
    page = text(studio.get(f"/studio/applications?product={other.code}"))
    assert all(f'value="{x.pk}"' in page for x in mine[1:])
    assert f'value="{mine[0].pk}"' not in page
    assert "未通过" in text(studio.get("/studio/applications?state=declined"))
    ticked = {"application": [str(x.pk) for x in mine]}
    assert "通过了 3 份申请" in text(studio.post("/studio/applications/approve", ticked, follow=True))
    full = {"application": [str(sent(one).pk)]}
    assert "到上限" in text(studio.post("/studio/applications/approve", full, follow=True))
    assert Application.objects.filter(status="approved").count() == 3


def test_the_empty_lists_say_what_to_do(teacher: User) -> None:
    studio = browser(teacher)
    assert "还没有商品要先申请" in text(studio.get("/studio/applications"))
    screened()
    assert "没有等你看的申请" in text(studio.get("/studio/applications"))
    assert "还没有申请过" in text(browser(make.user()).get("/me/applications"))


def test_the_twin_sets_what_is_asked(teacher: User) -> None:
    product, boss = make.course(lessons=4).product, make.bearer(teacher)
    client, studio = Client(), f"/api/v1/studio/products/{product.code}/screen"
    usual = client.get(studio, headers=boss).json()
    assert (usual["on"], usual["version"], len(usual["questions"])) == (False, 0, 3)
    wanted = {
        "on": True,
        "questions": [{"text": "目标"}, {"text": "用什么", "kind": "choice", "options": ["甲", "乙"]}],
    }
    assert client.put(studio, wanted, "application/json", headers=boss).json()["on"] is True
    wrong = wanted | {"questions": [{"text": "用什么", "kind": "choice", "options": ["甲"]}]}
    assert client.put(studio, wrong, "application/json", headers=boss).json()["code"] == "questions_wrong"
    assert Product.objects.get(pk=product.pk).by_application


def test_the_twins_apply_and_decide_as_the_pages_do(teacher: User) -> None:
    asked = [Asked(text="目标"), Asked(text="用什么", kind="choice", options=("甲", "乙"))]
    product, who, client = screened(asked=asked), make.user(), Client()
    boss, app = make.bearer(teacher), make.bearer(who)
    path = f"/api/v1/products/{product.code}/application"
    form = client.get(path, headers=app).json()
    assert (form["asked"], len(form["questions"]), form["application"]) == (True, 2, None)
    body = {"version": form["version"], "answers": ["写书", "丙"]}
    refused = client.post(path, body, "application/json", headers=app).json()
    assert (refused["code"], [*refused["problems"]]) == ("answers_wrong", ["1"])
    made = client.post(path, body | {"answers": ["写书", "甲"]}, "application/json", headers=app)
    assert (made.status_code, made.json()["status"]) == (201, "sent")
    desk = f"/api/v1/studio/applications/{made.json()['id']}"
    assert client.get(desk, headers=boss).json()["answers"][1] == {"asked": "用什么", "answer": "甲"}
    assert client.get(f"{desk}/orders", headers=boss).status_code == 403
    said = client.post(f"{desk}/approve", {"words": "欢迎"}, "application/json", headers=boss).json()
    assert (said["status"], said["words"], said["user_id"]) == ("approved", "欢迎", who.pk)
    late = client.post(f"{desk}/decline", {}, "application/json", headers=boss)
    assert (late.status_code, late.json()["code"]) == (409, "application_state")
    owner = make.bearer(make.user(role="owner"))
    order = make.order(buyer=who, of=product)
    assert [x["no"] for x in client.get(f"{desk}/orders", headers=owner).json()["items"]] == [order.no]
    held = client.post(f"/api/v1/me/applications/{made.json()['id']}/withdraw", headers=app)
    assert held.json()["code"] == "approval_held"
    more = [sent(product, answers=["写书", "乙"]).pk for _ in range(2)]
    several = client.post("/api/v1/studio/applications/approve", {"ids": more}, "application/json", headers=boss)
    assert several.json() == {"approved": 2}
    assert client.get(path, headers=app).json()["application"]["pay_until"]


def test_who_read_what_somebody_wrote_is_kept(client: Client, teacher: User) -> None:
    one = sent(screened())
    studio, boss = browser(teacher), make.bearer(teacher)
    address = f"/studio/applications/{one.pk}"

    studio.get(address)
    client.get(f"/api/v1{address}", headers=boss)
    client.get("/api/v1/studio/applications", headers=boss)

    read = AuditEntry.objects.filter(action="screening.read").order_by("pk")
    assert list(read.values_list("actor_id", "target")) == [
        (teacher.pk, f"application:{one.pk}"),
        (teacher.pk, f"application:{one.pk}"),
        (teacher.pk, "applications"),
    ]
    assert ANSWERS[0] not in str(list(read.values()))
