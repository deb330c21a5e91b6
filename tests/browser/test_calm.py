"""Copied, saved, right-clicked, printed: a calm line beside everything that was bought, and no right taken away."""

from collections.abc import Iterator

import pypdfium2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.looking import look_here
from tests.browser.pages import Places
from tests.browser.product import Product
from tests.browser.steps import DESK, new_device
from tests.browser.visitors import PHONES, log_in
from tests.command.running import Running

WHOSE = "138****0008"
ON_TOP = """one => {
  const box = one.getBoundingClientRect();
  return one.contains(document.elementFromPoint(box.x + 20, box.y + 9));
}"""
SELECT = """([what, many]) => {
  const text = document.querySelector(what), range = document.createRange();
  range.selectNodeContents(text);
  if (many) {
    const words = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    while (words.nextNode() && words.currentNode.data.trim().length < many);
    range.setStart(words.currentNode, 0);
    range.setEnd(words.currentNode, many);
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.fixture
def device(chromium: Browser, product: Product) -> Iterator[BrowserContext]:
    with new_device(chromium, product, DESK) as made:
        made.grant_permissions(["clipboard-read", "clipboard-write"])
        log_in(made, PHONES["learner"])
        yield made


def copied(page: Page, what: str, many: int = 0) -> str:
    page.evaluate(SELECT, [what, many])
    page.keyboard.press("Control+c")
    return str(page.evaluate("navigator.clipboard.readText()"))


def printed(page: Page) -> list[str]:
    return [one.get_textpage().get_text_bounded() for one in pypdfium2.PdfDocument(page.pdf(format="A4"))]


def lesson(device: BrowserContext, kind: str) -> str:
    """Of those that the learner has bought."""
    places = Places(device.request)
    owned = {one["product"] for one in places.ask("/me/entitlements")["items"]}
    return next(
        f"/lessons/{one['id']}"
        for course in places.courses
        if course["slug"] in owned
        for chapter in course["chapters"]
        for one in chapter["lessons"]
        if one["kind"] == kind and not one["free"]
    )


def test_an_article_is_quoted_with_its_source_and_printed_with_its_readers_name(device: BrowserContext) -> None:
    page = device.new_page()
    for address in (lesson(device, "article"), f"/articles/{Places(device.request).article}"):
        page.goto(address)
        note = page.locator("[data-calm]")
        assert "http" not in copied(page, ".reader [data-text]", 6), "a few words are a few words"
        expect(note).to_be_hidden()
        whole = copied(page, ".reader [data-text]")
        assert whole.endswith(page.url)
        assert "林知学堂" in whole.splitlines()[-2]
        expect(note).to_contain_text("不要整篇转给别人")
        look_here(page)
        sheets = printed(page)
        assert WHOSE in sheets[0]
        assert all(WHOSE in one for one in sheets), "on every sheet"
        assert page.locator(".reader [data-text]").inner_text()[:12] in "".join(sheets)
        assert "不要整篇" not in "".join(sheets)


def test_what_cannot_be_printed_says_so_and_to_whom(device: BrowserContext) -> None:
    page = device.new_page()
    for kind in ("video", "document", "photos"):
        page.goto(lesson(device, kind))
        (sheet,) = printed(page)
        assert ("只在线上学习，不能打印" in sheet, WHOSE in sheet) == (True, True), kind


def test_pages_that_anybody_sees_are_no_blank_sheet_either(desk: BrowserContext) -> None:
    page = desk.new_page()
    page.goto(f"/lessons/{Places(desk.request).lesson('document')}")
    (sheet,) = printed(page)
    assert "只在线上学习，不能打印" in sheet
    assert not page.locator("[data-calm]").count()


def test_a_book_for_reading_alone_says_so_on_paper_and_another_is_printed(
    device: BrowserContext, product: Product
) -> None:
    page, school = device.new_page(), Running(home=product.home)
    places = Places(device.request)
    address = places.first(f"/ebooks/{places.ebook}", r"/lessons/\d+")
    number = int(address.rsplit("/", 1)[1])
    page.goto(address)
    page.wait_for_selector(".book-text[aria-busy=false]")
    (open_to_print, *_rest) = printed(page)
    assert ("一碗热的" in open_to_print, WHOSE in open_to_print) == (True, True)
    assert copied(page, ".book-text").endswith(f"/lessons/{number}")
    expect(page.locator("[data-calm]")).to_be_visible()

    told = f"update catalog_lesson set view_only = not view_only where id = {number} returning id"  # noqa: S608
    school.sql(told)
    try:
        page.reload()
        page.wait_for_selector(".book-text[aria-busy=false]")
        (sheet,) = printed(page)
        assert ("不能打印" in sheet, WHOSE in sheet, "粥" in sheet) == (True, True, False)
    finally:
        school.sql(told)


def test_a_picture_is_answered_calmly_where_it_is_looked_at(device: BrowserContext) -> None:
    page = device.new_page()
    note = page.locator("[data-calm]")
    page.goto(lesson(device, "photos"))
    page.click("[data-photo='0']")
    page.click("[data-slide='0']", button="right")
    expect(note).to_contain_text("是给你自己学的")
    assert note.evaluate(ON_TOP), "above the picture on the whole screen"
    page.goto(lesson(device, "video"))
    page.click("[data-player]", button="right", position={"x": 20, "y": 20})
    expect(note).to_contain_text("是给你自己学的")
    page.reload()
    page.keyboard.press("Control+s")
    expect(note).to_contain_text("是给你自己学的")


def test_a_class_on_air_is_answered_calmly_too(device: BrowserContext) -> None:
    page = device.new_page()
    places = Places(device.request)
    page.goto(places.first(f"/lessons/{places.live_lesson}", r"/live/\d+"))
    page.click("[data-live-player]", button="right", position={"x": 20, "y": 20})
    expect(page.locator("[data-calm]")).to_contain_text("是给你自己学的")
    assert WHOSE in "".join(printed(page))
