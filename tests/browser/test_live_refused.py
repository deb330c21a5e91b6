"""Watching a class when the school says no: what waiting changes is waited for, the rest is left alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.pages import Places
from tests.browser.visitors import PHONES, log_in

FULL = {"code": "devices_full", "detail": "这个账号的设备满了。", "devices": []}


class Class:
    """On air as far as the page is told, with a school that answers as the test says."""

    def __init__(self, page: Page) -> None:
        self.page, self.asked, self.answer = page, 0, (409, FULL)
        self.facts: dict[str, Any] = {"state": "live", "interrupted": False}
        page.clock.install()
        page.route("**/api/v1/live/*", self.told)
        page.route("**/api/v1/live/*/ticket", self.refuse)

    def told(self, route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), **self.facts})

    def refuse(self, route: Route) -> None:
        self.asked += 1
        status, problem = self.answer
        route.fulfill(status=status, json=problem)

    def look(self) -> None:
        with self.page.expect_response(lambda one: one.url.rpartition("/")[2].isdigit()):
            self.page.evaluate("document.dispatchEvent(new Event('live:moved'))")

    def wait(self, seconds: int) -> None:
        self.page.clock.run_for(seconds * 1000)


@pytest.fixture
def watched(phone: BrowserContext) -> Iterator[Class]:
    log_in(phone, PHONES["learner"])
    page = phone.new_page()
    made = Class(page)
    places = Places(phone.request)
    page.goto(places.first(f"/lessons/{places.live_lesson}", r"/live/\d+"))
    yield made
    page.unroute_all(behavior="ignoreErrors")  # it may be asking just now
    page.close()


def test_a_player_that_was_refused_stays_so_until_somebody_presses(watched: Class) -> None:
    stage = watched.page.locator("[data-live-player]")
    watched.look()
    expect(stage).to_have_attribute("data-state", "broken")
    expect(stage.locator("[data-problem]")).to_have_text("这个账号的设备满了。")
    expect(stage.locator("[data-devices]")).to_be_visible()
    for _look in range(3):
        watched.wait(20)
        watched.look()
    expect(stage).to_have_attribute("data-state", "broken")
    assert watched.asked == 1, "nothing that waiting would change"

    watched.answer = (503, {"code": "", "detail": ""})
    stage.locator("[data-retry]").click()
    expect(stage.locator("[data-devices]")).to_be_hidden()
    with watched.page.expect_response("**/api/v1/live/*/ticket"):
        watched.look()
    assert watched.asked > 2, "a school that stumbled is asked again"


def test_whose_fault_it_is_that_nothing_is_seen_is_said(watched: Class) -> None:
    words = watched.page.locator(".live-when-interrupted .live-word:visible")
    watched.facts |= {"interrupted": True, "unseen": False}
    watched.answer = (503, {"code": "not_on_air", "detail": ""})
    watched.look()
    expect(words).to_have_text("老师的信号断了，正在等")
    watched.facts["unseen"] = True
    watched.look()
    expect(words).to_have_text("学堂这边出了点问题，正在处理")


def test_a_right_that_ends_and_a_login_that_ends_lock_the_picture_and_ask_for_nothing_more(watched: Class) -> None:
    stage = watched.page.locator("[data-live-player]")
    watched.facts["may_watch"] = False
    watched.look()
    expect(stage).to_have_attribute("data-state", "locked")
    expect(stage.locator("[data-media]")).to_be_hidden()

    del watched.facts["may_watch"]
    watched.page.reload()
    watched.page.context.clear_cookies()
    watched.look()
    expect(stage).to_have_attribute("data-state", "locked")
    watched.wait(60)
    assert watched.asked == 0
