"""A form that was refused says so where one looks, and a long choice is made by keys alone."""

from playwright.sync_api import expect

from tests.browser.looking import troubles
from tests.browser.visitors import Visitors


def test_a_refused_form_is_seen_and_its_field_filled_by_keys(visitors: Visitors) -> None:
    page = visitors.new_page("owner")
    page.goto("/studio/deals/new/newcomer")
    page.fill("[name=title]", "见面价")
    page.click("button[name=start]")

    summary = page.locator("[data-refused]")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport(ratio=1)
    assert page.input_value("[name=title]") == "见面价"

    summary.get_by_role("link").first.click()
    page.wait_for_function("() => document.activeElement.name === 'products'")
    page.keyboard.press("Space")
    expect(page.locator("[data-pick-count]")).to_have_text("已选 1 个")
    assert page.evaluate("document.activeElement.checked"), "it stays where the keys are"
    page.focus("[name=title]")
    expect(page.locator("[data-pick-chosen] [data-pick]")).to_have_count(1)

    page.fill("[data-pick-search] input", "没有这样的课")
    expect(page.locator("[data-pick-none]")).to_be_visible()
    with troubles(page) as found:
        page.fill("[data-pick-search] input", "")
        for row in (2, 4, 2):
            page.locator("[data-pick] input").nth(row).click()
        page.focus("[name=title]")
    assert found == []
    page.close()
