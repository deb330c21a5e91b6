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
from zhiyu.accounts.models import User
from zhiyu.kernel.clock import now
from zhiyu.live.models import LiveClass, Signal
from zhiyu.media.actions import open_stream
from zhiyu.rooms import actions

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
    for _second in range(20):
        page.clock.run_for(1000)
        page.evaluate("fetch('/healthz').then((answer) => answer.text())")
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
