"""A book in a real browser: marked here, found there, and nothing of it beyond the preview."""

import json

from playwright.sync_api import Page, Response, expect

from tests.browser.visitors import Visitors

SELECT = """() => {
  const words = document.querySelector(".book-text p").firstChild;
  const range = document.createRange();
  range.setStart(words, 1);
  range.setEnd(words, 6);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  return range.toString();
}"""


def book(visitors: Visitors, role: str) -> tuple[Page, str]:
    places = visitors.places(role)
    return visitors.new_page(role), places.first(f"/ebooks/{places.ebook}", r"/lessons/\d+")


def keeps_the_second(answer: Response) -> bool:
    """That a reader is in the second chapter, the server has heard."""
    asked = answer.request
    if asked.method != "PUT" or not answer.ok or not answer.url.endswith("/progress"):
        return False
    return bool(json.loads(asked.post_data or "{}")["position"] >= 1)


def test_a_passage_is_marked_and_the_place_kept_for_the_next_visit(visitors: Visitors) -> None:
    page, address = book(visitors, "learner")
    page.goto(f"{address}#1")
    page.wait_for_selector(".book-text[aria-busy=false]")
    with page.expect_response(keeps_the_second):
        page.keyboard.press("ArrowRight")
        expect(page.locator(".book-text h2")).to_have_text("一个蛋")
    marked = page.evaluate(SELECT)
    page.click("[data-mark=note]")
    page.fill("#book-note-text", "明天就试")
    page.click("#book-note .btn-primary")
    expect(page.locator("mark[data-noted]").first).to_have_text(marked)

    page.goto("about:blank")
    page.goto(address)
    expect(page.locator(".book-text h2")).to_have_text("一个蛋")
    expect(page.locator("mark[data-noted]").first).to_have_text(marked)
    page.click("[data-open=book-notes]")
    expect(page.locator("[data-notes-list]")).to_contain_text("明天就试")
    page.keyboard.press("Escape")
    page.click("mark[data-noted]")
    page.click("[data-note-remove]")
    expect(page.locator("mark[data-note]")).to_have_count(0)
    page.close()


def test_a_note_that_was_typed_outlives_its_sheet_however_it_is_closed(visitors: Visitors) -> None:
    page, address = book(visitors, "learner")
    page.goto(f"{address}#1")
    page.wait_for_selector(".book-text[aria-busy=false]")
    page.evaluate(SELECT)
    page.click("[data-mark=note]")
    page.fill("#book-note-text", "按了返回")
    page.keyboard.press("Escape")
    expect(page.locator(".toast")).to_have_text("笔记已保存")
    expect(page.locator("mark[data-noted]")).to_have_count(1)

    page.route("**/api/v1/notes/*", lambda route: route.abort())
    page.click("mark[data-noted]")
    page.fill("#book-note-text", "没有网")
    page.click("#book-note .sheet-head button")
    expect(page.locator(".toast").last).to_contain_text("没有保存成")
    page.click("mark[data-noted]")
    expect(page.locator("#book-note-text")).to_have_value("没有网")
    page.unroute("**/api/v1/notes/*")
    page.keyboard.press("Escape")
    expect(page.locator(".toast").last).to_have_text("笔记已保存")

    page.reload()
    page.click("mark[data-noted]")
    expect(page.locator("#book-note-text")).to_have_value("没有网")
    page.click("[data-note-remove]")
    expect(page.locator("mark[data-note]")).to_have_count(0)
    page.close()


def test_who_has_not_bought_it_meets_the_wall(visitors: Visitors) -> None:
    page, address = book(visitors, "anonymous")
    page.goto(address)
    page.wait_for_selector(".book-text[aria-busy=false]")
    expect(page.locator("[data-wall]")).to_be_visible()
    page.click("[data-open=book-contents]")
    page.click("#book-contents [data-to='3']")
    expect(page.locator(".wall-title")).to_be_focused()
    expect(page.locator(".book-text h2")).to_have_text("一碗热的")
    page.close()


def test_a_device_too_many_is_named_instead_of_a_lost_network(visitors: Visitors) -> None:
    page, address = book(visitors, "learner")
    full = {"code": "devices_full", "devices": [{"id": 1, "name": "旧手机", "last_at": "2026-11-29T10:00:00Z"}]}
    page.route("**/ticket", lambda route: route.fulfill(status=409, json=full))
    page.goto(address)
    expect(page.locator("[data-devices-full]")).to_contain_text("旧手机")
    expect(page.locator("[data-problem]")).to_be_hidden()
    page.close()


def test_night_is_of_the_whole_page_of_an_article_and_goes_with_it(visitors: Visitors) -> None:
    page = visitors.new_page("anonymous")
    page.goto("/articles/zai-cai-shi-chang-ren-dang-ji-de-cai")
    page.click("[data-reading=paper][data-value=night]")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.click("[data-reading=paper][data-value=page]")
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")
    page.close()
