"""The frame of every page: preferences, menus, sheets, sharing, by hand and by keyboard."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.product import Product
from tests.browser.visitors import PHONE

WORDS = """(node) =>
  [node.textContent, ...[...node.querySelectorAll("[aria-label]")].map((one) => one.ariaLabel)].join(" ")"""
# What comes into sight may still be loaded, and move the end of the page.
LAST_LINE_IS_ABOVE_THE_BAR = """() => {
  window.scrollTo(0, document.body.scrollHeight);
  const [bar, last] = [".tabbar", ".footer"].map((one) => document.querySelector(one).getBoundingClientRect());
  return bar.height && last.height && last.bottom <= bar.top + 1;
}"""
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def page(chromium: Browser, product: Product) -> Iterator[Page]:
    context = chromium.new_context(base_url=product.base, viewport=PHONE, reduced_motion="reduce", locale="zh-CN")
    yield context.new_page()
    context.close()


def dress_of(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate("() => ({...document.documentElement.dataset})")
    return found


def test_text_size_and_theme_change_at_once_and_stay(page: Page) -> None:
    page.goto("/login")
    page.click("summary[aria-label=文字大小与明暗]")
    with page.expect_response("**/ui/preferences"):
        page.click("button[name=text][value=xl]")
    with page.expect_response("**/ui/preferences"):
        page.click("button[name=theme][value=dark]")
    assert dress_of(page) == {"theme": "dark", "text": "xl"}
    expect(page.locator("button[name=text][value=xl]")).to_have_attribute("aria-pressed", "true")

    page.goto("/")

    assert dress_of(page) == {"theme": "dark", "text": "xl"}


def test_preferences_work_without_script(chromium: Browser, product: Product) -> None:
    context = chromium.new_context(base_url=product.base, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto("/search?query=x")
    page.click("summary[aria-label=文字大小与明暗]")
    page.click("button[name=text][value=large]")

    expect(page.locator("html")).to_have_attribute("data-text", "large")
    assert page.url.endswith("/search?query=x")
    context.close()


def test_escape_closes_the_menu_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/login")
    summary = page.locator("summary[aria-label=文字大小与明暗]")
    summary.press("Enter")
    expect(page.locator(".menu-panel")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.locator(".menu-panel")).to_be_hidden()
    expect(summary).to_be_focused()


def test_a_sheet_opens_closes_by_escape_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/styleguide/")
    opener = page.locator("[data-open=sample-sheet]").first
    opener.click()
    expect(page.locator("#sample-sheet")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.locator("#sample-sheet")).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_first_tab_skips_to_the_content(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")

    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()


def test_sharing_copies_the_address_and_says_so(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/search?query=x")
    page.evaluate("() => { Object.defineProperty(navigator, 'share', { value: undefined }); }")
    page.click("[data-share]")

    expect(page.locator("#toasts")).to_contain_text("链接已复制")
    assert page.evaluate("() => navigator.clipboard.readText()") == page.url


def test_english_leaves_no_chinese_in_the_frame(page: Page) -> None:
    page.goto("/login")
    page.click("button[name=language][value=en]")
    expect(page.locator("html")).to_have_attribute("lang", "en")

    for part in (".topbar-tools", ".topnav", ".tabbar", ".footer-links"):
        words = page.locator(part).first.evaluate(WORDS)
        assert not CHINESE.search(words), (part, words)


def test_the_tab_bar_leaves_the_last_line_readable(page: Page) -> None:
    page.goto("/")

    page.wait_for_function(LAST_LINE_IS_ABOVE_THE_BAR)
