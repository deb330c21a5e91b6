"""What the frame beside a form shows is what learners see once it is saved and on sale, and nothing of it stays."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from tests import make
from tests.promotions import build
from tests.together import together
from zhiyu.catalog.models import Intake, Lesson, Product
from zhiyu.commerce.models import Order
from zhiyu.kernel.clock import day_start
from zhiyu.platform.actions import save_school
from zhiyu.platform.rehearsing import running
from zhiyu.platform.school import school
from zhiyu.platform.shown import FOR_EVERYBODY, copies
from zhiyu.promotions.models import Deal

pytestmark = pytest.mark.django_db
MOMENT, DAY = "%Y-%m-%dT%H:%M", "%Y-%m-%d"
RULE = {"refund_days": "7", "refund_percent": "30"}


@dataclass(frozen=True)
class Form:
    """Where it is, what is typed; then what else is pressed to put it on sale, and where a visitor finds it.

    ``{id}`` is what saving made, by the end of the address that saving leads to.
    """

    path: str
    typed: dict[str, Any]
    page: str
    press: tuple[tuple[str, dict[str, str]], ...] = ()
    says: str = ""


def later(days: int) -> str:
    return (day_start() + timedelta(days=days)).strftime(MOMENT)


def day(days: int) -> str:
    return (day_start() + timedelta(days=days)).strftime(DAY)


class World:
    """A little of everything, so that each form has something to be of."""

    def __init__(self) -> None:
        save_school(actor_id=None, tipping=True)
        self.course = make.course(title="看板思维", price_fen=19_900, lessons=3)
        self.other = make.course(title="七天写作营", price_fen=9_900)
        self.draft = make.course(title="草稿课", published=False)
        self.lesson = Lesson.objects.get(chapter__course=self.course, title="第 2 课")
        self.plan = make.plan(opens=[self.course])
        self.pdf = make.book_file()

    @property
    def code(self) -> str:
        return self.course.product.code


SOLD = {"title": "一碗热汤", "price": "9.90", "refund_days": "7", "cover_design": "grid", "cover_hue": "10"}
WRITTEN = "\n\n".join(f"第 {n} 段，{'讲得很细。' * 12}" for n in range(6))
DEAL = {"title": "周末特惠", "ends_at": later(5)}
COUPON = {"title": "老朋友券", "takes": "off", "off_fen": "20", "how": "claim", "per_person": "1", "joins": "on"}


def of_courses(world: World) -> dict[str, Form]:
    course, lesson = world.course, world.lesson
    rule = {"title": lesson.title, "kind": "article", "stage": "basic", "rule": "watched", "rule_percent": "90"}
    days = {"starts_on": day(9), "ends_on": day(40), "sells_from": day(2), "sells_until": day(8)}
    return {
        "price": Form(
            f"/studio/courses/{course.pk}/price",
            {**RULE, "price": "88", "stock": "20"},
            f"/courses/{world.code}",
            says="¥</span>88",
        ),
        "intro": Form(
            f"/studio/courses/{course.pk}/intro",
            {"title": "看板思维新版", "code": world.code, "cover_design": "grid", "cover_hue": "10"},
            f"/courses/{world.code}",
            says="看板思维新版",
        ),
        "draft": Form(
            f"/studio/courses/{world.draft.pk}/publish", {}, f"/courses/{world.draft.product.code}", says="草稿课"
        ),
        "single lesson": Form(
            f"/studio/lessons/{lesson.pk}",
            {**rule, "body": WRITTEN, "alone_price": "5", "seen_at": lesson.updated_at.isoformat()},
            f"/lessons/{lesson.pk}",
            says="只买这一课 ¥5",
        ),
        "intake": Form(
            f"/studio/courses/{world.other.pk}/intakes/new",
            {**days, "sells_from": day(0), "price": "299", "seats": "30"},
            f"/courses/{world.other.product.code}",
            press=(("/studio/intakes/{id}/publish", {}),),
            says="第 1 期",
        ),
    }


def of_school(world: World) -> dict[str, Form]:
    return {"school": Form("/studio/settings", {"name": f"知域{world.course.pk}", "hue": "10"}, "/", says="知域")}


def of_products(world: World) -> dict[str, Form]:
    parts = [world.course.product_id, world.other.product_id]
    plan = {**RULE, "title": "年度会员", "scope": "all", "year_price": "365", "days": "7", "days_price": "9.9"}
    group = {**RULE, "title": "早起群", "scope": "group", "month_price": "30", "days": "7", "benefits": "每天一题"}
    return {
        "article": Form(
            "/studio/articles/new",
            {**SOLD, "body": WRITTEN},
            "/articles/yi-wan-re-tang",
            press=(("/studio/writings/{id}/publish", {}),),
            says="先读到这里",
        ),
        "e-book": Form(
            "/studio/ebooks/new",
            {**SOLD, "book": str(world.pdf.pk)},
            "/ebooks/yi-wan-re-tang",
            press=(("/studio/writings/{id}/publish", {}),),
            says="一碗热汤",
        ),
        "bundle": Form(
            "/studio/bundles/new",
            {**RULE, "title": "两门课", "parts": parts, "price": "150"},
            "/bundles/liang-men-ke",
            press=(("/studio/bundles/{id}/publish", {}),),
            says="¥</span>150",
        ),
        "membership": Form(
            "/studio/plans/new",
            plan,
            "/plans/nian-du-hui-yuan",
            press=(("/studio/plans/{id}/publish", {}),),
            says="¥</span>365",
        ),
        "group": Form("/studio/plans/new", group, "/plans/zao-qi-qun", says="每天一题"),
        "service": Form(
            "/studio/packages/new",
            {**RULE, "title": "一对一批改", "sessions": "3", "days": "90", "price": "300"},
            "/packages/yi-dui-yi-pi-gai",
            press=(("/studio/packages/{id}/publish", {}),),
            says="¥</span>300",
        ),
    }


def of_promotions(world: World) -> dict[str, Form]:
    course = {"scope": "some", "products": [world.course.product_id]}
    page, on = f"/courses/{world.code}", (("/studio/deals/{id}/switch", {"on": "1"}),)
    new = "/studio/deals/new"
    return {
        "flash": Form(f"{new}/flash", {**DEAL, **course, "price_fen": "49", "stock": "20"}, page, on, says="付 ¥49"),
        "discount": Form(f"{new}/discount", {**DEAL, **course, "percent": "50"}, page, on, says="付 ¥99.50"),
        "free": Form(f"{new}/free", {**DEAL, **course}, page, on, says="登录后免费学"),
        "spend": Form(
            f"{new}/spend", {**DEAL, **course, "threshold_fen": "100", "off_fen": "30"}, page, on, says="付 ¥169"
        ),
        "coupon": Form(f"{new}/coupon", {**COUPON, **course}, page, says="减 ¥20"),
        "counting": Form(
            f"{new}/counting",
            {"product": world.other.product_id, "target": world.course.product_id, "days": "30"},
            f"/courses/{world.other.product.code}",
            says="30 天内买《看板思维》时全部抵掉",
        ),
        "pre-sale": Form(
            "/studio/presales/new",
            {
                "product": world.course.product_id,
                "deposit_fen": "20",
                "worth_fen": "40",
                "keeps": "",
                "deposit_until": later(3),
                "pays_from": later(4),
                "pays_until": later(6),
            },
            page,
            says="定金 ¥20，抵 ¥40",
        ),
        "campaign": Form(
            "/studio/campaigns/new/618",
            {"title": "店庆", "day": day(20), **course},
            f"/topics/dian-qing-{(day_start() + timedelta(days=20)).year}",
            press=(("/studio/campaigns/{id}/publish", {}),),
            says="店庆",
        ),
    }


FORMS = [of_courses, of_school, of_products, of_promotions]
NAMES = [
    *("school", "price", "intro", "draft", "single lesson", "intake"),
    *("article", "e-book", "bundle", "membership", "group", "service"),
    *("flash", "discount", "free", "spend", "coupon", "counting", "pre-sale", "campaign"),
]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def owner(client: Client) -> Client:
    make.login(client, make.user(role="owner", name="林知"))
    return client


def form_of(world: World, name: str) -> Form:
    return next(forms[name] for make_forms in FORMS if name in (forms := make_forms(world)))


def look(owner: Client, form: Form, **chosen: str) -> Any:
    answer = owner.post(form.path, {**form.typed, "rehearse": "1", **{f"rehearse_{k}": v for k, v in chosen.items()}})
    assert answer["Content-Type"] == "application/json", answer.content.decode()
    return answer.json()


def content(html: str) -> str:
    """What stands in the page, without what is counted anew each time."""
    main = re.search(r"<main.*</main>", html, re.DOTALL)
    assert main, html
    anew = re.sub(r"deposit-\w+|csrfmiddlewaretoken\S* \S+", "#", main[0])
    return re.sub(r'(/|-|="|next=\S*)\d+', r"\1#", anew)


WHOLE = "select md5(coalesce(string_agg(t::text, chr(10) order by t::text), '')) from {} t"


def everything() -> dict[str, str]:
    """Each table by what is in it."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        return {table: cursor.execute(WHOLE.format(table)).fetchone()[0] for table in tables}


@contextmanager
def held(product_id: int) -> Iterator[None]:
    """Somebody buys it, and is not through yet."""
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("select 1 from catalog_product where id = %s for update", [product_id])
        yield
    finally:
        other.close()


@pytest.mark.parametrize("name", NAMES)
def test_the_frame_shows_what_visitors_see_once_it_is_saved_and_on_sale(owner: Client, world: World, name: str) -> None:
    form = form_of(world, name)
    school()
    before = everything()

    said = look(owner, form, phase="") if name == "campaign" else look(owner, form)

    assert everything() == before
    assert form.says in said["page"]
    saved = owner.post(form.path, form.typed)
    assert saved.status_code == 302, saved.content.decode()
    made = re.search(r"\d+", saved["Location"])
    for path, pressed in form.press:
        assert owner.post(path.format(id=made[0] if made else ""), pressed).status_code == 302
    page = Client().get(form.page)
    if name == "group":  # nobody can put it on sale before it has a picture of its code; the frame can
        assert page.status_code == 404
        return
    assert content(said["page"]) == content(page.content.decode())


@pytest.mark.parametrize(
    ("name", "chosen", "says"),
    [
        ("price", {"page": "checkout"}, "付 ¥88"),
        ("price", {"page": "gift"}, "买给朋友"),
        ("price", {"page": "lesson"}, "谢谢老师"),
        ("price", {"page": "thanks"}, "谢谢老师"),
        ("single lesson", {"who": "holder"}, "第 5 段"),
        ("membership", {"who": "member"}, "你是会员"),
        ("coupon", {"who": "held"}, "老朋友券省 ¥20，付 ¥179"),
        ("counting", {"page": "target"}, "《七天写作营》付过的钱抵 ¥99，付 ¥100"),
        ("pre-sale", {"who": "paid"}, "你已付定金"),
        ("pre-sale", {"who": "balance"}, "定金抵 ¥40，付 ¥159"),
    ],
)
def test_the_frame_has_the_eyes_of_whom_it_is_about(
    owner: Client, world: World, name: str, chosen: dict[str, str], says: str
) -> None:
    before = everything()

    said = look(owner, form_of(world, name), **chosen)

    assert says in said["page"]
    assert [one["chosen"] for one in said["choices"] if one["name"] in {f"rehearse_{key}" for key in chosen}] == [
        *chosen.values()
    ]
    assert everything() == before


def test_a_newcomers_and_a_members_price_are_seen_by_those_whom_they_are_for(owner: Client, world: World) -> None:
    course, new = {"scope": "some", "products": [world.course.product_id]}, "/studio/deals/new"
    variant = world.plan.variants.first()
    assert variant is not None
    newcomer = Form(f"{new}/newcomer", {"title": "新人价", "price_fen": "1", **course}, "")
    member = Form(f"{new}/member", {"title": "会员价", "percent": "50", "members": [variant.product_id], **course}, "")
    other = Form(
        f"{new}/newcomer", {**newcomer.typed, "products": [world.course.product_id, world.other.product_id]}, ""
    )

    assert "新人价省 ¥198，付 ¥1" in look(owner, newcomer)["page"]
    assert "登录后看你能不能用" in look(owner, newcomer, who="")["page"]
    assert look(owner, member)["who"] == f"有《{variant.product.title}》的学员"
    second = look(owner, other, product=str(world.other.product_id))
    assert ("七天写作营" in second["page"], second["choices"][0]["options"]) == (
        True,
        [[str(world.other.product_id), "七天写作营"], [str(world.course.product_id), "看板思维"]],
    )


def test_what_begins_later_is_shown_as_on_that_day(owner: Client, world: World) -> None:
    form = form_of(world, "discount")
    begins = Form(form.path, {**form.typed, "starts_at": later(2)}, form.page)
    assert "付 ¥99.50" in look(owner, begins)["page"]


def test_what_is_missing_is_said_by_the_form_itself_and_what_is_refused_in_a_sentence(
    owner: Client, world: World
) -> None:
    make.bundle(world.course, world.other)
    empty = owner.post("/studio/deals/new/flash", {**DEAL, "price_fen": "49", "rehearse": "1"})
    days = form_of(world, "intake")
    refused = owner.post(days.path, {**days.typed, "rehearse": "1"})

    assert "至少选一个商品。" in empty.content.decode()
    assert refused.json()["missing"][0][:4] == "这门课在"
    assert Deal.objects.count() == Intake.objects.count() == 0


def test_nothing_stays_where_the_page_breaks(owner: Client, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    form, before = form_of(world, "flash"), everything()
    monkeypatch.setattr("zhiyu.storefront.views.courses.course_page", broken)

    with pytest.raises(RuntimeError, match="broken"):
        look(owner, form)

    assert (everything(), running()) == (before, False)


@pytest.mark.parametrize(("role", "status"), [(None, 403), ("finance", 403), ("creator", 403), ("operator", 200)])
def test_only_who_may_save_it_sees_it(client: Client, world: World, role: str | None, status: int) -> None:
    form = form_of(world, "flash")
    assert client.post(form.path, {**form.typed, "rehearse": "1"}).status_code == 302
    make.login(client, make.user(role=role))

    answer = client.post(form.path, {**form.typed, "rehearse": "1"})

    assert answer.status_code == status
    assert "no-store" in answer["Cache-Control"] or status != 200
    assert FOR_EVERYBODY not in answer


def test_copies_for_everybody_are_neither_shown_nor_made(
    owner: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "listening", True)
    copies.fall()
    visitor, form = Client(), form_of(world, "flash")
    for _ in range(2):  # with no copy yet, and with the one that visitors have
        assert "付 ¥49" in look(owner, form)["page"]
        assert "¥49" not in visitor.get(form.page).content.decode()
    copies.fall()


@pytest.mark.django_db(transaction=True)
def test_a_code_is_looked_up_without_counting_a_guess(owner: Client, world: World) -> None:
    before = everything()
    typed = {"product": world.course.product_id, "size": "5000", "per_person": "1"}
    form = Form("/studio/codes/new", typed, "")
    assert "看板思维" in look(owner, form)["page"]
    assert "兑换码" in look(owner, form, page="empty")["page"]
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_a_rehearsal_gives_way_to_who_buys_and_refuses_nobody(owner: Client, world: World) -> None:
    form, buyers = form_of(world, "price"), [make.user() for _ in range(3)]
    before = everything()
    with held(world.course.product_id):
        busy = owner.post(form.path, {**form.typed, "rehearse": "1"})
    assert busy.json()["again"]
    assert everything() == before

    people = [Client() for _ in buyers]
    for one in people:
        make.login(one, make.user(role="owner"))

    def act(n: int) -> Any:
        if n < len(buyers):
            return build.order(buyers[n], world.course).total_fen
        return look(people[n - len(buyers)], form)

    found: list[Any] = together(len(buyers) + len(people), act)

    assert found[: len(buyers)] == [19_900] * len(buyers)
    assert all("again" in one or "¥</span>88" in one["page"] for one in found[len(buyers) :])
    assert (Order.objects.count(), Product.objects.get(pk=world.course.product_id).price_fen) == (len(buyers), 19_900)


@pytest.mark.parametrize(("kind", "sentences"), [("photos", 1), ("book", 1), ("article", 0)])
def test_the_frame_says_that_pages_and_pictures_are_not_drawn_there(
    owner: Client, world: World, kind: str, sentences: int
) -> None:
    form = form_of(world, "single lesson")
    answer = owner.post(form.path, {**form.typed, "kind": kind, "alone_price": "", "rehearse": "1"}).json()
    assert [one for one in answer["notes"] if "像学员一样看" in one] == answer["notes"]
    assert len(answer["notes"]) == sentences
