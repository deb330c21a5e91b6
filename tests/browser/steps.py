"""What people do again and again in the stories: log in, pay, play."""

import re
import secrets
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.looking import look_here
from tests.browser.product import Product

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}
LOOKED_AT: set[tuple[str, str]] = set()
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
# The code is asked for no more, or (its field hidden) along with the agreement. A page that is left has neither.
CODE_TAKEN = """() => document.readyState === "complete"
  && (!document.querySelector("[name=code]") || Boolean(document.querySelector("[name=agree]")))"""
AGREED = """() => document.readyState === "complete" && !document.querySelector("[name=agree]")"""
PLAYS = """([above, below]) => {
  const media = document.querySelector("[data-media]");
  return !media.paused && media.currentTime > above && (below === null || media.currentTime < below);
}"""
# At rest, and the server knows where.
KEPT = """async () => {
  const media = document.querySelector("[data-media]");
  if (!media.paused || media.seeking) return false;
  const answer = await fetch(document.querySelector("[data-player]").dataset.progress);
  return answer.ok && Math.abs((await answer.json()).position - media.currentTime) < 0.2;
}"""


def new_device(
    chromium: Browser, product: Product, viewport: ViewportSize, *, user_agent: str | None = None
) -> BrowserContext:
    made = chromium.new_context(base_url=product.base, viewport=viewport, locale="zh-CN", user_agent=user_agent)
    made.set_default_timeout(60_000)
    return made


def somebody_new() -> str:
    return f"139{secrets.randbelow(10**8):08d}"


def look_once(page: Page, what: str) -> None:
    """At a page that every story goes through: by each kind of browser once is enough."""
    seen = (what, page.evaluate("navigator.userAgent"))
    if seen not in LOOKED_AT:
        look_here(page)
        LOOKED_AT.add(seen)


def log_in_by_code(page: Page, number: str) -> None:
    """By the code of the demo's SMS, which the page itself shows."""
    page.fill("input[name=phone]", number)
    page.click("form:has(input[name=phone]) button[type=submit]")
    page.wait_for_selector("input[name=code]")
    expect(page.locator("main")).to_contain_text(CODE)
    code = CODE.search(page.inner_text("main"))
    assert code
    look_once(page, "code")
    page.fill("input[name=code]", code[0])
    page.click("form:has(input[name=code]) button[type=submit]")
    page.wait_for_function(CODE_TAKEN)
    if page.locator("input[name=agree]").count():
        look_once(page, "agree")
        page.check("input[name=agree]")
        page.click("form:has(input[name=agree]) button[type=submit]")
        page.wait_for_function(AGREED)


def first_lesson(page: Page, title: str) -> None:
    """The editor of the first lesson of a new course of two."""
    page.goto("/studio/courses/new")
    page.get_by_label("课程标题").fill(title)
    page.get_by_label("大纲").fill("第一章\n  一\n  二")
    expect(page.locator("#proposal")).to_contain_text("1 章 2 节")
    page.get_by_role("button", name="创建课程").click()
    page.locator(".lesson-link").first.click()
    page.wait_for_url("**/studio/lessons/*")


def order_here(page: Page) -> None:
    """From the checkout to the page where one pays."""
    page.wait_for_url("**/checkout/**")
    for box in page.locator("input[name=accepted]").all():
        box.check()
    page.click("main form[method=post] button[type=submit]")
    page.wait_for_url("**/orders/*/pay*")
    look_once(page, "pay")


def pay_at(page: Page, button: str) -> None:
    """Through the simulated cashier to the page that says it is paid."""
    page.locator("a.btn", has_text=button).click()
    page.get_by_role("button", name="立即支付").click()
    page.get_by_role("link", name="完成").click()
    expect(page.get_by_role("heading", name="支付成功")).to_be_visible()


def buy_here(page: Page) -> None:
    order_here(page)
    pay_at(page, "打开模拟微信付款")


def media(page: Page, what: str) -> Any:
    return page.evaluate(f"document.querySelector('[data-media]').{what}")


def wait_until_plays(page: Page, beyond: float = 0.2, *, below: float | None = None) -> None:
    """Asked in the page: by the time that an answer came from there, a film has gone on."""
    page.wait_for_function(PLAYS, arg=[beyond, below])


def wait_until_kept(page: Page) -> float:
    """Of a film that was stopped: where, once the server has heard of it."""
    page.wait_for_function(KEPT, polling=250)
    return float(media(page, "currentTime"))


def starts_at(page: Page) -> float:
    """Where the page will go on. A player that is slow shows the film's beginning for a moment before it goes there."""
    return float(page.locator("[data-player]").get_attribute("data-position") or "0")


def play(page: Page) -> None:
    """Without a gesture the browser may have held the sound back: then press the button as people do.

    A page that plays by itself is under way ("loading") once its script was run: pressed meanwhile it might stop.
    """
    page.wait_for_load_state()
    page.wait_for_selector("[data-player]:not([data-state=loading])")
    if media(page, "paused"):
        page.click("[data-play]")
    page.wait_for_selector("[data-player]:is([data-state=ready], [data-state=broken])")
    assert page.get_attribute("[data-player]", "data-state") != "broken", page.inner_text("[data-player]")
    wait_until_plays(page, media(page, "currentTime"))
