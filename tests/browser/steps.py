"""What people do again and again in the stories: log in, pay, play."""

import re
import secrets
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser.looking import look_here
from tests.browser.product import Product

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}


def new_device(
    chromium: Browser, product: Product, viewport: ViewportSize, *, user_agent: str | None = None
) -> BrowserContext:
    made = chromium.new_context(base_url=product.base, viewport=viewport, locale="zh-CN", user_agent=user_agent)
    made.set_default_timeout(60_000)
    return made


def somebody_new() -> str:
    return f"139{secrets.randbelow(10**8):08d}"


def log_in_by_code(page: Page, number: str) -> None:
    """By the code of the demo's SMS, which the page itself shows."""
    page.fill("input[name=phone]", number)
    page.click("form:has(input[name=phone]) button[type=submit]")
    page.wait_for_selector("input[name=code]")
    code = re.search(r"(?<!\d)\d{6}(?!\d)", page.inner_text("main"))
    assert code
    look_here(page)
    page.fill("input[name=code]", code[0])
    page.click("form:has(input[name=code]) button[type=submit]")
    page.wait_for_load_state()
    if page.locator("input[name=agree]").count():
        look_here(page)
        page.check("input[name=agree]")
        page.click("form:has(input[name=agree]) button[type=submit]")
        page.wait_for_load_state()


def order_here(page: Page) -> None:
    """From the checkout to the page where one pays."""
    for box in page.locator("input[name=accepted]").all():
        box.check()
    page.click("main form[method=post] button[type=submit]")
    page.wait_for_url("**/orders/*/pay*")
    look_here(page)


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


def wait_until_plays(page: Page, beyond: float = 0.2) -> None:
    page.wait_for_function(
        "at => { const m = document.querySelector('[data-media]'); return !m.paused && m.currentTime > at }", arg=beyond
    )


def play(page: Page) -> None:
    """Without a gesture the browser may have held the sound back: then press the button as people do."""
    page.wait_for_load_state("networkidle")
    if media(page, "paused"):
        page.click("[data-play]")
    page.wait_for_selector("[data-player][data-state=ready]")
    wait_until_plays(page, media(page, "currentTime"))
