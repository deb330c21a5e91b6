"""Paying on the browser at hand: WeChat from a phone outside WeChat, Alipay from phone and desk."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.looking import look_here
from tests.browser.product import Product
from tests.browser.steps import PHONE, log_in_by_code, new_device, order_here, somebody_new

PHOTOS = "phone-family-photos"
ANDROID = "Mozilla/5.0 (Linux; Android 14; V2366A) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36"


@pytest.fixture
def android(chromium: Browser, product: Product) -> Iterator[BrowserContext]:
    made = new_device(chromium, product, PHONE, user_agent=ANDROID)
    yield made
    made.close()


def ordered(device: BrowserContext) -> Page:
    """Somebody new at the page where one pays."""
    page = device.new_page()
    page.goto(f"/checkout/{PHOTOS}")
    log_in_by_code(page, somebody_new())
    order_here(page)
    return page


def pick_alipay(page: Page) -> None:
    page.get_by_label("用什么付").get_by_role("link", name="支付宝").click()
    expect(page.get_by_role("heading", name="支付宝")).to_be_visible()
    look_here(page)


def pay_there(page: Page, button: str) -> None:
    page.get_by_role("button", name=button).click()
    page.get_by_role("link", name="完成").click()
    expect(page.get_by_role("heading", name="支付成功")).to_be_visible()


def test_a_phone_outside_wechat_opens_it_and_comes_back(android: BrowserContext) -> None:
    page = ordered(android)
    page.get_by_role("link", name="打开微信付 ¥99").click()
    expect(page.get_by_role("heading", name="正在打开微信")).to_be_visible()

    pay_there(page, "立即支付")  # it opens by itself, as WeChat does


def test_who_changes_their_mind_in_wechat_comes_back_and_pays_by_alipay(android: BrowserContext) -> None:
    page = ordered(android)
    page.get_by_role("link", name="打开微信付 ¥99").click()
    page.get_by_role("link", name="取消", exact=True).click()
    expect(page.get_by_role("heading", name="正在确认付款")).to_be_visible()
    look_here(page)
    page.get_by_role("link", name="还没付，回去付款").click()

    pick_alipay(page)
    page.get_by_role("link", name="打开支付宝付 ¥99").click()
    pay_there(page, "确认付款")


def test_a_desk_pays_by_alipay(desk: BrowserContext) -> None:
    page = ordered(desk)
    assert page.locator(".pay-qr").count()

    pick_alipay(page)
    assert not page.locator(".pay-qr").count()
    page.get_by_role("link", name="打开支付宝付 ¥99").click()
    pay_there(page, "确认付款")
