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
    "--use-fake-device-for-media-stream=device-count=2",
    "--use-fake-ui-for-media-stream",
    # Names of local addresses are answered by mDNS, which a test's network may not carry.
    "--disable-features=WebRtcHideLocalIpsWithMdns",
]
SHOWN = "() => { const v = document.querySelector('[data-other]'); return !v.hidden && v.videoWidth > 0 }"
PEERS = """
    const Real = window.RTCPeerConnection;
    window.peers = [];
    window.RTCPeerConnection = class extends Real { constructor(...given) { super(...given); peers.push(this); } };
"""
# Of the pair that stands: by which names both ways of ICE go, once nothing is being agreed any more.
WAY = """() => {
    const pc = peers.at(-1);
    const name = (one) => /ice-ufrag:(\\S+)/.exec(one.sdp)[1];
    if (pc.signalingState !== "stable" || pc.connectionState !== "connected") return null;
    return [peers.length, ...[pc.localDescription, pc.remoteDescription].map(name).sort()].join(" ");
}"""
CAMERA = "() => document.querySelector('[data-self]').srcObject.getVideoTracks()[0].getSettings().deviceId"
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
    context.add_init_script(PEERS)
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


@contextmanager
def talking(filming: Browser, product: Product) -> Iterator[tuple[Page, Page]]:
    """Host and learner, who see each other."""
    with (
        somebody(filming, product, "owner") as host,
        somebody(filming, product, "learner") as learner,
        booked(host),
    ):
        enter(host)
        learner.goto("/me/sessions")
        enter(learner)
        see_each_other(host, learner)
        yield host, learner


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


def test_who_comes_to_another_network_finds_a_new_way_in_the_same_room(filming: Browser, product: Product) -> None:
    """The browser says that it is offline, its stream of signals is cut, and then it is back."""
    with talking(filming, product) as (host, learner):
        for one in (learner, host):
            before = way(one)
            one.context.set_offline(True)
            one.evaluate("() => new Promise((done) => setTimeout(done, 500))")
            one.context.set_offline(False)
            one.wait_for_function(f"before => {{ const now = ({WAY})(); return now && now !== before }}", arg=before)
            see_each_other(host, learner)
            host.wait_for_function(f"theirs => ({WAY})() === theirs", arg=way(learner))
            assert way(one).split()[0] == before.split()[0], "no second pair was made"


def way(page: Page) -> str:
    return str(page.wait_for_function(WAY).json_value())


def test_the_other_camera_is_seen_without_a_new_call_and_stays_chosen(filming: Browser, product: Product) -> None:
    with talking(filming, product) as (host, learner):
        first, before = learner.evaluate(CAMERA), way(learner)
        learner.get_by_role("button", name="换摄像头").click()
        learner.wait_for_function(f"first => ({CAMERA})() !== first", arg=first)
        other = learner.evaluate(CAMERA)
        see_each_other(host, learner)
        look_here(learner)
        learner.get_by_role("button", name="关摄像头").click()
        expect(host.locator("[data-note]")).to_contain_text("关了摄像头")
        learner.get_by_role("button", name="关摄像头").click()
        see_each_other(host, learner)
        assert (learner.evaluate(CAMERA), way(learner)) == (other, before)


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
