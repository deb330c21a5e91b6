"""Pages that move by themselves: one stream a tab, news within a second, and slowly without a stream."""

import re
import time
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.looking import look_here
from tests.browser.product import Product
from tests.browser.steps import log_in_by_code, order_here, somebody_new
from tests.browser.visitors import PHONES, log_in
from tests.command.running import Running, wait

# The page's own asking, which it does where no stream stands.
NEVER_ASKS = """{
  const real = window.setInterval;
  window.setInterval = (act, ms, ...more) => (ms === 15_000 ? 0 : real(act, ms, ...more));
}"""
PHOTOS = "phone-family-photos"


class Sent:
    """What a page asks for, by path."""

    def __init__(self, page: Page) -> None:
        self.paths: list[str] = []
        page.on("request", lambda request: self.paths.append(urlsplit(request.url).path))

    def to(self, pattern: str) -> int:
        return sum(bool(re.fullmatch(pattern, path)) for path in self.paths)


@pytest.fixture
def waiting(desk: BrowserContext) -> Page:
    """Somebody new at the page where one pays."""
    page = desk.new_page()
    page.goto(f"/checkout/{PHOTOS}")
    log_in_by_code(page, somebody_new())
    order_here(page)
    return page


def pay_elsewhere(page: Page) -> float:
    """On another device, as with a scanned code; answers when."""
    other = page.context.new_page()
    other.goto(page.get_by_role("link", name="打开模拟微信付款").get_attribute("href") or "")
    button = other.get_by_role("button", name="立即支付")
    button.wait_for()
    page.bring_to_front()
    began = time.monotonic()
    button.click()
    return began


def streams(product: Product) -> int:
    """How many the one listener's process holds, as its figures say."""
    found = re.search(r"^zhiyu_streams_open (\d+)", httpx.get(f"{product.base}/metrics").text, re.MULTILINE)
    assert found
    return int(found[1])


def test_the_waiting_page_goes_on_as_soon_as_it_is_paid(waiting: Page, product: Product) -> None:
    waiting.add_init_script(NEVER_ASKS)
    with waiting.expect_response("**/live?*"):
        waiting.reload()
    sent = Sent(waiting)
    no = urlsplit(waiting.url).path.split("/")[2]
    waiting.wait_for_timeout(3000)
    assert sent.to("/orders/.*/state") <= 1, "nothing is asked for while nothing moves"

    pay_elsewhere(waiting)
    waiting.wait_for_url("**/done*", wait_until="commit")
    seen = time.time()
    expect(waiting.get_by_role("heading", name="支付成功")).to_be_visible()

    (paid,) = Running(home=product.home).sql(
        "select extract(epoch from p.created_at)::float from commerce_payment p"
        " join commerce_order o on o.id = p.order_id where o.no = %s",
        no,
    )
    assert seen - paid < 15, "by news of it, even on a machine that is slow"


def test_without_a_stream_the_page_asks_slowly_and_still_goes_on(waiting: Page) -> None:
    waiting.route("**/live?*", lambda route: route.abort())
    waiting.clock.install(time=0)
    waiting.clock.pause_at(1)  # however long it takes to pay elsewhere
    waiting.reload()
    sent = Sent(waiting)
    pay_elsewhere(waiting)
    waiting.wait_for_timeout(1500)
    assert sent.to("/orders/.*/state") == 0
    waiting.clock.run_for(16_000)
    expect(waiting.get_by_role("heading", name="支付成功")).to_be_visible()


def test_a_tab_has_one_stream_however_many_things_it_watches(desk: BrowserContext, product: Product) -> None:
    log_in(desk, PHONES["owner"])
    page = desk.new_page()
    sent = Sent(page)
    with page.expect_response("**/live?*"):
        page.goto("/studio/")
    page.wait_for_timeout(1500)
    assert sent.to("/live") == 1

    more = """n => { for (let i = 0; i < n; i++) {
        const one = document.createElement("div");
        one.dataset.live = `lesson:${i}`;
        one.id = `watch-${i}`;
        document.querySelector("main").append(one);
      }
      document.body.dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true })); }"""
    with page.expect_response("**/live?*"):
        page.evaluate(more, 30)
    page.wait_for_timeout(1000)
    assert sent.to("/live") == 2  # the old one was closed for one that watches all of them
    before = streams(product)
    page.close()
    wait("the stream is free", lambda: streams(product) < before)


def test_the_studio_counts_a_sale_while_one_looks(chromium_desks: tuple[BrowserContext, BrowserContext]) -> None:
    owners, buyers = chromium_desks
    log_in(owners, PHONES["owner"])
    home = owners.new_page()
    with home.expect_response("**/live?*"):
        home.goto("/studio/")
    home.locator("#week-table summary").click()
    sold = home.locator(".stat").filter(has_text="今日订单")
    before = sold.locator(".stat-value").inner_text()

    page = buyers.new_page()
    page.goto(f"/checkout/{PHOTOS}")
    log_in_by_code(page, somebody_new())
    order_here(page)
    pay_elsewhere(page)
    page.wait_for_url("**/done*")

    home.bring_to_front()
    # By one at least: other tests of the run sell at the same school.
    expect(sold.locator(".stat-value")).not_to_have_text(before)
    expect(home.locator("#week-table")).to_have_attribute("open", "")
    look_here(home)


@pytest.fixture
def chromium_desks(desk: BrowserContext, phone: BrowserContext) -> tuple[BrowserContext, BrowserContext]:
    return desk, phone
