"""⌘K in the studio and the heart on a course, by hand and by keyboard."""

from playwright.sync_api import Page, expect

from tests.browser.looking import look_here
from tests.browser.pages import Places
from tests.browser.visitors import Visitors


def opened(visitors: Visitors) -> Page:
    page = visitors.new_page("owner")
    page.goto("/studio/orders")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog").get_by_role("link", name="概览")).to_be_visible()
    return page


def test_the_keyboard_alone_leads_to_a_course(visitors: Visitors) -> None:
    page = opened(visitors)
    look_here(page)
    title = Places(visitors.context("owner").request).paid_course["title"]
    page.keyboard.insert_text(title[:5])  # at once, as one types Chinese: what is found is of all of it
    hit = page.get_by_role("dialog").get_by_role("link", name=title).first
    expect(hit).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#palette-found a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/studio/courses/*")
    page.close()


def test_escape_closes_it_and_the_button_opens_it(visitors: Visitors) -> None:
    page = opened(visitors)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.click("[data-palette]")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.close()


def test_a_course_is_marked_and_found_again(visitors: Visitors) -> None:
    course = Places(visitors.context("regular").request).free_course
    page = visitors.new_page("regular")
    page.goto(f"/courses/{course['slug']}")
    button = page.locator(".favourite button")
    button.click()
    expect(button).to_have_text("已收藏")
    page.goto("/me/favourites")
    expect(page.get_by_role("heading", name=course["title"])).to_be_visible()
    page.goto(f"/courses/{course['slug']}")
    button.click()
    expect(button).to_have_text("收藏")
    page.close()
