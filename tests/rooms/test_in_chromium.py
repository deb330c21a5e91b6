"""The room on a phone: how the picture is waited for, whose clock counts, and what waits for the host."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from tests import make
from tests.chromium import CHROMIUM, MISSING
from tests.rooms.scene import Scene, key, on_air
from zhiyu.access.actions import grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Product
from zhiyu.kernel.clock import now
from zhiyu.live.models import LiveClass, Signal
from zhiyu.media.actions import open_stream
from zhiyu.rooms import actions
from zhiyu.rooms.models import Message

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason=MISSING),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=CHROMIUM or None, args=["--no-sandbox"])
        yield browser
        browser.close()


class Phones:
    def __init__(self, chromium: Browser, base: str) -> None:
        self.chromium, self.base = chromium, base

    def of(self, user: User) -> Page:
        client = Client()
        make.login(client, user)
        context = self.chromium.new_context(base_url=self.base, viewport={"width": 390, "height": 844}, locale="zh-CN")
        context.add_cookies([{"name": k, "value": v.value, "url": self.base} for k, v in client.cookies.items()])
        return context.new_page()


@pytest.fixture
def phones(chromium: Browser, live_server: Any) -> Iterator[Phones]:
    yield Phones(chromium, live_server.url)
    for context in chromium.contexts:
        context.close()


def begun(scene: Scene) -> None:
    """Its teacher's line stands, and nothing of the picture is there yet."""
    asset = open_stream(name="a.flv", owner_id=None)
    LiveClass.objects.update(asset=asset)
    Signal.objects.create(live_class_id=scene.room, heard_at=now() + timedelta(hours=1), connected_at=now())


def test_before_its_first_picture_a_class_is_not_said_to_be_cut_off(phones: Phones) -> None:
    scene = on_air()
    begun(scene)
    page = phones.of(scene.learner)
    page.goto(f"/rooms/{scene.room}")
    expect(page.get_by_text("画面马上就来")).to_be_visible()
    expect(page.get_by_text("老师的信号断了")).to_be_hidden()
    Signal.objects.update(heard_at=now() - timedelta(minutes=1))
    page.evaluate("document.dispatchEvent(new Event('live:moved'))")
    expect(page.get_by_text("老师的信号断了")).to_be_visible()
    expect(page.get_by_text("画面马上就来")).to_be_hidden()


def test_while_the_teacher_is_cut_off_viewers_ask_less_and_less_and_join_when_the_line_is_back(phones: Phones) -> None:
    scene = on_air()
    begun(scene)
    Signal.objects.update(heard_at=now() - timedelta(minutes=1))
    page = phones.of(scene.learner)
    looks, tickets = [], []

    def look(route: Route) -> None:
        looks.append(route.request.url)
        route.continue_()

    def ticket(route: Route) -> None:
        tickets.append(route.request.url)
        route.continue_()

    page.route(re.compile(r"/api/v1/live/\d+$"), look)
    page.route("**/api/v1/live/*/ticket", ticket)
    page.clock.install()
    page.goto(f"/rooms/{scene.room}")
    page.evaluate("document.dispatchEvent(new Event('live:moved'))")
    expect(page.get_by_text("老师的信号断了")).to_be_visible()
    del looks[:], tickets[:]
    for _second in range(120):
        page.clock.run_for(1000)
        page.evaluate("fetch('/healthz').then((answer) => answer.text())")
    assert tickets == []
    assert 4 <= len(looks) <= 14

    Signal.objects.update(heard_at=now() + timedelta(hours=1))
    # It asks again after nineteen seconds at most, and the answer takes as long as the machine is busy.
    for _second in range(60):
        page.clock.run_for(1000)
        page.evaluate("fetch('/healthz').then((answer) => answer.text())")
        if tickets:
            break
    assert len(tickets) >= 1


def test_a_countdown_is_right_on_a_phone_whose_clock_is_wrong(phones: Phones) -> None:
    scene = on_air()
    limited = actions.limited_of(price_fen=9_900, minutes=15, stock=None)
    product_id = make.course(price_fen=19_900).product_id
    actions.show_card(room_id=scene.room, product_id=product_id, limited=limited, key=key(), actor=scene.host)
    page = phones.of(scene.learner)
    page.clock.install(time=now() + timedelta(minutes=10))
    page.goto(f"/rooms/{scene.room}")
    page.clock.run_for(3000)
    expect(page.locator("[data-countdown]")).to_have_text(re.compile(r"^14:"))


def test_a_question_is_answered_in_writing_in_the_chat_and_is_done(phones: Phones) -> None:
    scene = on_air()
    question = actions.ask(room_id=scene.room, user=scene.learner, text="阴天能拍吗", key=key())
    host = phones.of(scene.host)
    host.goto(f"/studio/rooms/{scene.room}")
    host.get_by_role("tab", name="提问").click()
    host.get_by_role("button", name="文字回答").click()
    expect(host.get_by_text("正在回答“阴天能拍吗”")).to_be_visible()
    host.locator("#room-text").fill("阴天更好，光软")
    host.keyboard.press("Enter")
    expect(host.get_by_role("tab", name="聊天")).to_have_attribute("aria-selected", "true")
    expect(host.get_by_text("好了", exact=True)).to_be_visible()
    question.refresh_from_db()
    assert (question.state, Message.objects.get().text) == ("answered", "答“阴天能拍吗”：阴天更好，光软")


def test_however_little_was_said_one_writes_at_the_bottom_of_the_screen(phones: Phones) -> None:
    scene = on_air()
    page = phones.of(scene.learner)
    page.goto(f"/rooms/{scene.room}")
    composer = page.locator(".room-composer")
    expect(page.get_by_text("还没有人说话")).to_be_visible()
    height = page.evaluate("innerHeight")
    assert page.evaluate("document.documentElement.scrollHeight") == height
    box = composer.bounding_box()
    assert box is not None
    assert abs(box["y"] + box["height"] - height) <= 1


def test_over_a_class_that_was_bought_stands_the_name_of_who_looks(phones: Phones) -> None:
    scene = on_air()
    page = phones.of(scene.learner)
    page.goto(f"/rooms/{scene.room}")
    expect(page.locator(".player-name")).to_contain_text("小满")
    guest = phones.of(scene.host)
    guest.goto(f"/rooms/{scene.room}")
    expect(guest.get_by_role("tab", name="聊天")).to_be_visible()
    expect(guest.locator(".player-name")).to_have_count(0)


def test_a_question_with_a_listed_word_waits_for_the_host_and_says_so(phones: Phones) -> None:
    scene = on_air()
    actions.save_words(words=["加微信"], actor_id=scene.host.pk)
    learner, host = phones.of(scene.learner), phones.of(scene.host)
    learner.goto(f"/rooms/{scene.room}")
    learner.get_by_role("tab", name="提问").click()
    learner.locator("#room-text").fill("能加微信吗")
    learner.keyboard.press("Enter")
    expect(learner.get_by_text("放行以后大家才看得到")).to_be_visible()
    expect(learner.locator(".room-question")).to_have_count(0)

    host.goto(f"/studio/rooms/{scene.room}")
    waiting = host.locator("[data-held-lines] .room-line")
    expect(waiting).to_contain_text("能加微信吗")
    waiting.get_by_role("button", name="放行").click()
    expect(waiting).to_have_count(0)
    learner.reload()
    learner.get_by_role("tab", name="提问").click()
    expect(learner.locator(".room-question")).to_contain_text("能加微信吗")


def test_what_learners_see_that_is_folded_while_it_joins_shows_and_loads_nothing(phones: Phones) -> None:
    scene = on_air()
    begun(scene)
    page = phones.of(scene.host)
    tickets: list[Route] = []
    asked: list[str] = []
    page.route("**/api/v1/live/*/ticket", lambda route: tickets.append(route))  # noqa: PLW0108 -- a builtin is refused
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/studio/rooms/{scene.room}")
    fold = page.locator("[data-view]")
    with page.expect_request("**/api/v1/live/*/ticket"):
        fold.locator("summary").click()
    page.evaluate("import(document.querySelector('[data-live-player]').dataset.hls).then(() => null)")
    fold.locator("summary").click()
    expect(fold.locator("[data-live-player]")).to_be_hidden()
    film = {"playlist_url": "/a-film.m3u8", "seat_url": "/a-seat", "elsewhere": "", "wrapped": False}
    tickets[0].fulfill(json=film)
    for _round in range(10):
        page.evaluate("fetch('/healthz').then((answer) => answer.text())")
    assert not [one for one in asked if one.endswith(".m3u8")]
    assert fold.locator("[data-media]").evaluate("one => one.hidden")


def test_the_menu_of_a_message_offers_to_mute_or_to_give_back_but_never_both(phones: Phones) -> None:
    scene = on_air()
    for user, text in ((scene.learner, "广告"), (scene.learner, "又一条广告"), (scene.host, "大家好")):
        actions.say(room_id=scene.room, user=user, text=text, key=key())
    host = phones.of(scene.host)
    host.goto(f"/studio/rooms/{scene.room}")
    line = host.locator(".room-line", has_text="又一条广告")
    mute, unmute = line.get_by_role("button", name="不让 TA 发言"), line.get_by_role("button", name="恢复 TA 发言")
    line.click()
    expect(mute).to_be_visible()
    expect(unmute).to_be_hidden()
    mute.click()
    expect(host.get_by_text("好了", exact=True)).to_be_visible()
    other = host.locator(".room-line", has_text="广告").first
    expect(other.locator("[data-act=unmute]")).not_to_have_attribute("hidden", "")
    line.click()
    expect(unmute).to_be_visible()
    expect(mute).to_be_hidden()
    host.locator(".room-line", has_text="大家好").click()
    own = host.locator(".room-line", has_text="大家好")
    expect(own.get_by_role("button", name="删除")).to_be_visible()
    expect(own.get_by_role("button", name="TA 发言")).to_have_count(0)


def test_a_host_ends_the_class_where_it_is_hosted_and_is_left_with_what_can_be_done_next(phones: Phones) -> None:
    scene = on_air()
    begun(scene)
    poll = actions.open_poll(
        room_id=scene.room,
        title="听懂了吗",
        options=["懂了", "没有"],
        multiple=False,
        key=key(),
        actor_id=scene.host.pk,
    )
    host = phones.of(scene.host)
    host.goto(f"/studio/rooms/{scene.room}")
    tools = host.get_by_role("navigation", name="直播间工具")
    expect(tools.get_by_role("button", name="结束投票")).to_be_visible()
    expect(host.get_by_role("link", name="看到课")).to_be_hidden()

    host.once("dialog", lambda asked: asked.dismiss())
    host.get_by_role("button", name="下课").click()
    assert LiveClass.objects.get(pk=scene.room).state == "live"
    host.once("dialog", lambda asked: asked.accept())
    host.get_by_role("button", name="下课").click()
    expect(host.get_by_text("下课了，回放正在生成，好了这里会出现。")).to_be_visible()
    assert host.url.endswith(f"/studio/rooms/{scene.room}")
    assert (LiveClass.objects.get(pk=scene.room).state, poll.closed_at) == ("ended", None)
    expect(tools).to_be_hidden()
    for gone in ("下课", "挂商品", "发起抽奖", "结束投票"):
        expect(host.get_by_role("button", name=gone)).to_be_hidden()
        expect(host.get_by_role("link", name=gone)).to_be_hidden()
    expect(host.get_by_role("link", name="看到课")).to_be_visible()
    expect(host.get_by_role("link", name="看回放")).to_be_hidden()

    live = LiveClass.objects.get(pk=scene.room)
    lesson = live.lesson
    lesson.kind, lesson.asset = "video", live.asset
    lesson.save(update_fields=["kind", "asset"])
    host.evaluate("document.dispatchEvent(new Event('live:moved'))")
    expect(host.get_by_role("link", name="看回放")).to_have_attribute("href", f"/lessons/{lesson.pk}")


def crowded(scene: Scene) -> None:
    """A card, a poll and a draw at once, and a long talk."""
    limited = actions.limited_of(price_fen=9_900, minutes=15, stock=2)
    product_id = make.course(price_fen=19_900, title="写作年课，一年四十八周，每周一封信").product_id
    actions.show_card(room_id=scene.room, product_id=product_id, limited=limited, key=key(), actor=scene.host)
    host_id = scene.host.pk
    options = ["窗边怎么拍", "夜里怎么拍", "现场点评", "都想听"]
    actions.open_poll(
        room_id=scene.room, title="最想听哪一段？", options=options, multiple=False, key=key(), actor_id=host_id
    )
    actions.announce_draw(
        room_id=scene.room, title="三本写作书", among="present", places=1, key=key(), actor_id=host_id
    )
    for number in range(30):
        actions.say(room_id=scene.room, user=scene.host, text=f"第 {number} 句", key=key())


@pytest.mark.parametrize(("width", "height", "size"), [(390, 844, "16px"), (320, 568, "16px"), (390, 844, "24px")])
@pytest.mark.parametrize("hosting", [False, True])
def test_whatever_stands_in_the_room_one_sees_where_to_write(
    phones: Phones, *, hosting: bool, width: int, height: int, size: str
) -> None:
    scene = on_air()
    crowded(scene)
    page = phones.of(scene.host if hosting else scene.learner)
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"/studio/rooms/{scene.room}" if hosting else f"/rooms/{scene.room}")
    page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
    expect(page.get_by_text("第 29 句")).to_have_count(1)
    for _at in ("top", "end"):
        box = page.locator("#room-text").bounding_box()
        assert box is not None
        assert 0 < box["y"] < box["y"] + box["height"] <= height
        assert box["x"] + box["width"] <= width
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    # Nothing stays behind it: what is last in the room ends above.
    last = page.locator(".host-order" if hosting else "#panel-chat").bounding_box()
    composer = page.locator(".room-composer").bounding_box()
    assert last is not None
    assert composer is not None
    assert last["y"] + last["height"] <= composer["y"] + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_was_answered_and_what_is_over_takes_one_line(phones: Phones) -> None:
    scene = on_air()
    crowded(scene)
    page = phones.of(scene.learner)
    page.goto(f"/rooms/{scene.room}")
    poll, lots, card = page.locator("[data-poll]"), page.locator("[data-draw]"), page.locator("[data-card]")

    def tall(one: Any) -> float:
        box = one.bounding_box()
        return float(box["height"])

    expect(lots).not_to_have_attribute("open", "")
    assert tall(card) < 84
    poll.get_by_role("button", name="夜里怎么拍").click()
    poll.get_by_role("button", name="投票").click()
    expect(poll.get_by_text("已投")).to_be_visible()
    expect(poll).not_to_have_attribute("open", "")
    assert tall(poll) < 64
    assert tall(lots) < 64
    poll.locator("summary").click()
    expect(poll.get_by_text("100%")).to_be_visible()


def test_who_bought_what_is_held_up_is_told_so_and_who_did_not_comes_back_after_buying(phones: Phones) -> None:
    scene = on_air()
    crowded(scene)
    page = phones.of(scene.learner)
    page.goto(f"/rooms/{scene.room}")
    card = page.locator("[data-card]")
    product = Product.objects.get(title__startswith="写作年课")
    back = f"/checkout/{product.code}?next=%2Frooms%2F{scene.room}"
    expect(card.get_by_role("link", name="去购买")).to_have_attribute("href", back)
    expect(card.get_by_text("已买")).to_be_hidden()
    grant(user_id=scene.learner.pk, product_id=product.pk, source="test:card")
    page.reload()
    expect(card.get_by_text("已买")).to_be_visible()
    expect(card.get_by_role("link", name="去购买")).to_be_hidden()
