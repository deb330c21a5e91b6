"""Two people, two browsers, one room: each sees the other move, comes back after a reload, and is told who left."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect

from tests.browser.looking import AXE, look_here
from tests.browser.product import Product
from tests.browser.steps import DESK, PHONE, new_device
from tests.browser.visitors import PHONES, log_in
from tests.chromium import CHROMIUM
from zhiyu.kernel.clock import SHANGHAI, now

FAKES = [
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    # Names of local addresses are answered by mDNS, which a test's network may not carry.
    "--disable-features=WebRtcHideLocalIpsWithMdns",
]
SHOWN = "() => { const v = document.querySelector('[data-other]'); return !v.hidden && v.videoWidth > 0 }"
AT = "() => document.querySelector('[data-other]').currentTime"
BEYOND = "at => document.querySelector('[data-other]').currentTime > at"


@pytest.fixture(scope="module")
def kind(chromium: Browser) -> BrowserType:
    return chromium.browser_type


@pytest.fixture(scope="module")
def filming(kind: BrowserType) -> Iterator[Browser]:
    """A browser of its own, whose camera is a moving picture."""
    browser = kind.launch(executable_path=CHROMIUM or None, args=FAKES)
    yield browser
    browser.close()


@contextmanager
def somebody(browser: Browser, product: Product, role: str) -> Iterator[Page]:
    context: BrowserContext = new_device(browser, product, PHONE if role == "learner" else DESK)
    context.add_init_script(AXE)
    log_in(context, PHONES[role])
    yield context.new_page()
    context.close()


@contextmanager
def booked(host: Page) -> Iterator[None]:
    """On the page of the first who has sessions left, as a teacher does; and called off in the end."""
    host.goto("/studio/sessions")
    host.locator("tbody a").first.click()
    host.get_by_text("约一次", exact=True).click()
    soon = now().astimezone(SHANGHAI) + timedelta(minutes=12)  # after what the demo has
    host.get_by_label("什么时候").fill(soon.strftime("%Y-%m-%dT%H:%M"))
    host.get_by_role("button", name="约好并告诉学员").click()
    expect(host.get_by_text("约好了，已经告诉学员。")).to_be_visible()
    page = host.url
    yield
    host.goto(page)
    host.get_by_role("button", name="取消").last.click()
    expect(host.get_by_text("次数还在")).to_be_visible()


def enter(page: Page) -> None:
    page.get_by_role("link", name="进入").last.click()
    page.get_by_role("button", name="打开摄像头，进入").click()


def sees_the_other(page: Page) -> None:
    """A picture, and it moves."""
    page.wait_for_function(SHOWN)
    page.wait_for_function(BEYOND, arg=page.evaluate(AT))


def see_each_other(*pages: Page) -> None:
    for page in pages:
        sees_the_other(page)


def test_two_see_each_other_come_back_and_are_told_who_left(filming: Browser, product: Product) -> None:
    with (
        somebody(filming, product, "owner") as host,
        somebody(filming, product, "learner") as learner,
        booked(host),
    ):
        enter(host)
        expect(host.locator("[data-words]")).to_contain_text("还没有进来")
        learner.goto("/me/sessions")
        look_here(learner)
        enter(learner)
        see_each_other(host, learner)
        look_here(learner)

        for one in (learner, host):
            one.reload()
            see_each_other(one, learner, host)

        learner.get_by_role("button", name="关摄像头").click()
        expect(host.locator("[data-note]")).to_contain_text("关了摄像头")
        learner.get_by_role("button", name="静音").click()
        expect(host.locator("[data-note]")).to_contain_text("静音了")
        learner.get_by_role("button", name="关摄像头").click()
        sees_the_other(host)

        second = learner.context.new_page()
        second.goto(learner.url)
        second.get_by_role("button", name="打开摄像头，进入").click()
        expect(learner.locator("[data-words]")).to_contain_text("另一个页面")
        see_each_other(second, host)

        second.get_by_role("button", name="挂断").click()
        expect(host.locator("[data-words]")).to_contain_text("离开了")
        expect(second.locator("[data-words]")).to_contain_text("你挂断了")
        look_here(host)


def test_without_a_camera_it_says_so_calmly_and_one_can_still_look(
    filming: Browser, chromium: Browser, product: Product
) -> None:
    with (
        somebody(filming, product, "owner") as host,
        somebody(chromium, product, "learner") as learner,
        booked(host),
    ):
        enter(host)
        learner.goto("/me/sessions")
        enter(learner)
        expect(learner.locator("[data-words]")).not_to_contain_text("摄像头")
        sees_the_other(learner)
        expect(learner.get_by_role("button", name="再试一次")).to_be_visible()
        expect(host.locator("[data-note]")).to_contain_text("关了摄像头")
